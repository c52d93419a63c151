// The provider from a clone of this repository, as Pulumi runs it for PulumiPlugin.yaml: it requires this file. Released, the
// provider is the folder that `npm run build` writes to dist/provider, which needs no packages and starts faster.
import { existsSync } from 'node:fs'
import { mkdtemp, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

const dist = join(import.meta.dirname, '../dist')

// Not awaited here: a module that awaits cannot be required.
export const started = start()

async function start() {
  if (!process.features.typescript) {
    throw new Error(
      `The provider of Crowsnest needs Node.js 22.18 or later to run from its sources; this is ${process.version}.`,
    )
  }
  if (!existsSync(join(dist, 'bundle'))) await bundleFunctions()
  await import('./main.ts')
}

/** Bundles the functions that the components deploy. Two providers may start at once: the first to finish wins. */
async function bundleFunctions() {
  const { writeBundles } = await import('../scripts/bundle.ts')
  await mkdir(dist, { recursive: true })
  const unfinished = await mkdtemp(join(dist, 'unfinished-'))
  try {
    await writeBundles(unfinished)
    await rename(unfinished, join(dist, 'bundle')).catch((error) => {
      if (!existsSync(join(dist, 'bundle'))) throw error
    })
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}
