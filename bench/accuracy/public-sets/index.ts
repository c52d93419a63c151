import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Of } from '../../../engine/state/index.ts'
import { readGivenSet } from '../given-sets.ts'
import { INSTALLED, runTool } from '../installed/run-tool.ts'
import type { LabelledSet } from '../labelled-series.ts'
import { randomNumbers } from '../random-numbers.ts'
import { inject } from './inject.ts'

/** Names of the sets of series that are published in Python packages; `more` were added when the model had been made. */
export const PUBLIC_SETS: readonly string[] = ['public', 'more'].flatMap((family) =>
  ['5m', '10m', '1h', '1d'].map((interval) => family + interval),
)

const SCRIPT = join(import.meta.dirname, 'series.py')
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt')

/**
 * A set of published series in which things are made to happen, from a seed. At the first use the packages that have the series are
 * downloaded; nothing of them is part of the repository.
 *
 * @param seed - another seed is another set of the same kind
 * @throws {Error} when Python is not there or the packages cannot be had
 */
export function publicSet(name: string, seed = 20_261_129): LabelledSet {
  const { series } = readGivenSet(fetchedSeries(), name)
  return { name, series: series.map((each, k) => inject(each, k, randomNumbers(seed + 7919 * (k + 1)))) }
}

/** The folder with the sets; another one for another script or other packages. */
function fetchedSeries(): string {
  const made = sha256Of(Buffer.concat([readFileSync(SCRIPT), readFileSync(REQUIREMENTS)]))
  const place = join(INSTALLED, `public-sets-${made.slice(0, 8)}`)
  if (!existsSync(place)) fetchSeries(place)
  return place
}

function fetchSeries(place: string): void {
  const part = `${place}.part`
  const [packages, environment] = [join(part, 'packages'), join(part, 'python')]
  const python = join(environment, 'bin/python')
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { recursive: true })
  runTool('python3', ['-m', 'venv', environment])
  runTool(python, ['-m', 'pip', '-q', 'install', 'pandas==2.3.3', 'setuptools==80.9.0'])
  // Two packages say their name by their own setup: not isolated, or pip would fetch what that asks for, of any version.
  const pinned = ['--no-deps', '--no-build-isolation', '--require-hashes', '-r', REQUIREMENTS]
  runTool(python, ['-m', 'pip', '-q', 'download', ...pinned, '-d', packages])
  runTool(python, [SCRIPT, packages, part])
  for (const path of [packages, environment]) rmSync(path, { recursive: true })
  renameSync(part, place)
}
