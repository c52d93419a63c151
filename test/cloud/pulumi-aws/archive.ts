import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Zippable, zipSync } from 'fflate'
import { isValues, type Values } from './values.ts'

/**
 * The bytes of a zip from Pulumi's form of an archive: a zip file as it is, a folder or a map of assets packed.
 *
 * @param archive - as it comes over the wire; paths are below the working directory
 * @throws when it is none of these
 */
export function zipOf(archive: unknown): Uint8Array {
  const { path, assets } = archive as Values
  if (typeof path === 'string') {
    if (statSync(path).isDirectory()) return zipSync(folderOf(path), { mtime: EPOCH })
    if (/\.(zip|jar)$/.test(path)) return readFileSync(path)
  }
  if (isValues(assets)) return zipSync(filesOf(assets), { mtime: EPOCH })
  throw new Error(
    `The stand-in of the AWS provider packs zip files, folders and maps of assets, not ${JSON.stringify(archive)}`,
  )
}

/** The bytes of one of Pulumi's assets. */
export function bytesOf(asset: unknown): Uint8Array {
  const { path, text } = asset as Values
  if (typeof text === 'string') return Buffer.from(text)
  if (typeof path === 'string') return readFileSync(path)
  throw new Error(`The stand-in of the AWS provider reads assets of text and files, not ${JSON.stringify(asset)}`)
}

/** The least time that a zip can tell. */
const EPOCH = '1980-01-01T12:00:00Z'

function folderOf(path: string): Zippable {
  return Object.fromEntries(
    readdirSync(path, { withFileTypes: true }).map((entry) => {
      const inner = join(path, entry.name)
      return [entry.name, entry.isDirectory() ? folderOf(inner) : readFileSync(inner)]
    }),
  )
}

function filesOf(assets: Values): Zippable {
  return Object.fromEntries(
    Object.entries(assets).map(([name, value]) => {
      const { assets: nested, path } = value as Values
      if (isValues(nested)) return [name, filesOf(nested)]
      if (typeof path === 'string' && statSync(path).isDirectory()) return [name, folderOf(path)]
      return [name, bytesOf(value)]
    }),
  )
}
