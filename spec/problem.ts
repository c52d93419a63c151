import type { Finding } from './finding.ts'
import { describeFinding, FINDING_TEXTS, type FindingArgs, type FindingCode } from './finding-texts.ts'

/** Where in a document, from its root. */
export type Path = readonly (string | number)[]

/** A finding before it has a place in a file and words. */
export interface Problem {
  readonly code: FindingCode
  readonly path: Path
  readonly args: Readonly<Record<string, unknown>>
  /** Whether the key is wrong or its value. */
  readonly at: 'key' | 'value'
  readonly message: string
  readonly help: string
}

/** Where a problem stands in the text of its document, 1-based. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Makes a problem of its code and arguments. */
export function problem<Code extends FindingCode>(
  code: Code,
  path: Path,
  args: FindingArgs<Code>,
  at: 'key' | 'value' = 'value',
): Problem {
  return { code, path, args: args as Problem['args'], at, ...describeFinding(code, args) }
}

/** A problem as a finding; `place` is null when the document did not come from text. */
export function toFinding({ code, path, args, message, help }: Problem, file: string, place: Place | null): Finding {
  const { level } = FINDING_TEXTS[code]
  return { code, level, file, path, line: place?.line ?? null, column: place?.column ?? null, args, message, help }
}
