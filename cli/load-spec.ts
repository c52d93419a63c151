import { dirname, resolve } from 'node:path'
import { parseSpec, type DetectorSpec } from '../spec/index.ts'
import { findingCounts, findingText } from './findings.ts'
import type { Io } from './io.ts'
import { readSpecText, SpecFileError } from './spec-file.ts'

/** A checked spec of the command line. */
export interface LoadedSpec {
  readonly spec: DetectorSpec
  /** Absolute folder that the spec's relative paths start from. */
  readonly baseDir: string
}

/**
 * Reads and checks a spec. Its findings, where there are any, go to stderr.
 *
 * @param file - as the user named it; `-` is standard input
 * @throws {SpecFileError} when it cannot be read, or SPEC_INVALID when it has errors
 */
export async function loadSpec(file: string, io: Io): Promise<LoadedSpec> {
  const text = await readSpecText(file, io)
  const { spec, findings } = parseSpec(text, file)
  for (const finding of findings) {
    if (spec === null || finding.level !== 'suggestion') io.stderr.write(findingText(finding, text, io.stderr))
  }
  if (spec === null) {
    throw new SpecFileError('SPEC_INVALID', `${file} cannot be used: ${findingCounts(findings)}. Correct it first.`)
  }
  return { spec, baseDir: file === '-' ? io.cwd : dirname(resolve(io.cwd, file)) }
}
