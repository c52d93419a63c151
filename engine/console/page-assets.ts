import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** A file of the review page, as it is served. */
export interface PageAsset {
  /** Media type. */
  readonly type: string
  readonly bytes: Uint8Array
}

const FILES = [
  { path: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { path: '/charts.js', file: 'charts.js', type: 'text/javascript; charset=utf-8' },
  { path: '/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
] as const

/**
 * The files of the review page, by the path that they are served at. `/` answers for every path of the page, such as
 * `/detectors/shop/anomalies`.
 *
 * @throws when the page has not been bundled
 */
export async function readPageAssets(): Promise<ReadonlyMap<string, PageAsset>> {
  const folder = pageFolder()
  const entries = FILES.map(async ({ path, file, type }) => {
    const bytes = await readFile(new URL(file, folder))
    return [path, { type, bytes }] as const
  })
  return new Map(await Promise.all(entries))
}

/** Beside the compiled code of an installed package (dist/engine/console), or where `npm run build` puts it in a clone. */
function pageFolder(): URL {
  const places = ['../../console/', '../../dist/console/'].map((folder) => new URL(folder, import.meta.url))
  const found = places.find((place) => FILES.every(({ file }) => existsSync(new URL(file, place))))
  if (found === undefined) {
    const looked = places.map((place) => fileURLToPath(place)).join(', ')
    throw new Error(
      `The review page is not there; it was looked for in ${looked}. In a clone, run \`npm run build\`; an installed package has it, so install it again.`,
    )
  }
  return found
}
