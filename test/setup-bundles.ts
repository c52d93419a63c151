import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BUNDLES, writeBundles } from '../scripts/bundle.ts'

/**
 * Runs once before the tests: components deploy the zips of the functions, which a fresh clone does not have yet, and
 * browsers show the page as its sources are now.
 */
export async function setup(): Promise<void> {
  // The page was just changed, or was never made; a few milliseconds otherwise.
  await import(join(import.meta.dirname, '../scripts/bundle-once.js'))
  const folder = join(import.meta.dirname, '../dist/bundle')
  if (Object.keys(BUNDLES).every((name) => existsSync(join(folder, `${name}.zip`)))) return
  await writeBundles(folder)
}
