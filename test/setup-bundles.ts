import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BUNDLES, writeBundles } from '../scripts/bundle.ts'

/** Runs once before the tests: components deploy the zips of the functions, which a fresh clone does not have yet. */
export async function setup(): Promise<void> {
  const folder = join(import.meta.dirname, '../dist/bundle')
  if (Object.keys(BUNDLES).every((name) => existsSync(join(folder, `${name}.zip`)))) return
  await writeBundles(folder)
}
