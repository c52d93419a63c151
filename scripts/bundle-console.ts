import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build, transform } from 'esbuild'
import { DRAWING_STYLE } from '../engine/console/drawing-style.ts'
import { THEME_STYLE } from '../engine/console/theme-style.ts'
import { licensesOf } from './bundle-licenses.ts'

const ROOT = join(import.meta.dirname, '..')
const PAGE = 'engine/console/page'
const STYLES = ['node_modules/uplot/dist/uPlot.min.css', `${PAGE}/page.css`] as const
const STYLE_MODULES = ['engine/console/theme-style.ts', 'engine/console/drawing-style.ts'] as const
const OWN = 'scripts/bundle-console.ts'

/** Browsers of the last three years: what the page's style needs. */
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5']

/** Rooms that a browser has no use for: their code in the bundle is a mistake. */
const FOREIGN =
  /^(cli|components|plans|policies|provider|test|scripts)\/|^engine\/(run|state|sources|hosts|alerts|api|formats)\/|@aws-sdk/

/** The review page, ready to be served. */
export interface ConsoleBundle {
  /** Bytes by file name. */
  readonly files: Readonly<Record<string, string>>
  /** Sources that went in, relative to the root of the repository. */
  readonly inputs: readonly string[]
}

/**
 * Bundles the review page for browsers. The same sources give the same bytes.
 *
 * @throws when the bundle would have code that is not for it, or that needs Node
 */
export async function bundleConsole(): Promise<ConsoleBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { page: `${PAGE}/main.ts` },
    outdir: 'out',
    // What is imported when it is needed, the charts.
    chunkNames: 'charts',
    splitting: true,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    target: BROWSERS,
    conditions: ['crowsnest-source'],
    preserveSymlinks: true,
    minify: true,
    lineLimit: 500,
    legalComments: 'none',
    logLevel: 'warning',
    // The indexes of rooms name what needs Node; nothing of that may be left when the bundle is made.
    external: ['node:*'],
  })
  const outputs = Object.values(metafile.outputs)
  const used = outputs.flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  )
  const needed = outputs.flatMap(({ imports }) =>
    imports.flatMap(({ path, external }) => (external === true ? [path] : [])),
  )
  const foreign = [...used.filter((path) => FOREIGN.test(path)), ...needed]
  if (foreign.length > 0) throw new Error(`The review page has code that browsers cannot use: ${foreign.join(', ')}`)
  const styles = await Promise.all(STYLES.map((path) => readFile(join(ROOT, path), 'utf8')))
  const css = [THEME_STYLE, DRAWING_STYLE, ...styles].join('\n')
  const { code } = await transform(css, { loader: 'css', minify: true, target: BROWSERS })
  return {
    files: {
      'index.html': await readFile(join(ROOT, PAGE, 'index.html'), 'utf8'),
      ...Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text] as const)),
      'page.css': code,
      'THIRD-PARTY-LICENSES.txt': licensesOf(ROOT, [...used, ...STYLES], 'the review page beside this file'),
    },
    inputs: [
      ...new Set([...Object.keys(metafile.inputs), ...STYLES, ...STYLE_MODULES, `${PAGE}/index.html`, OWN]),
    ].toSorted(),
  }
}

/**
 * Bundles the page into a folder, and writes there what it was made of (`inputs.json`, see bundle-once.js).
 *
 * @returns bytes by file name
 */
export async function writeConsole(
  folder: string = join(ROOT, 'dist/console'),
): Promise<Readonly<Record<string, number>>> {
  const { files, inputs } = await bundleConsole()
  const hash = createHash('sha256')
  for (const input of inputs) hash.update(await readFile(join(ROOT, input)))
  await mkdir(folder, { recursive: true })
  // Whoever reads meanwhile sees each file whole, and the stamp last.
  const all = { ...files, 'inputs.json': `${JSON.stringify({ inputs, hash: hash.digest('hex') })}\n` }
  for (const [name, text] of Object.entries(all)) {
    const path = join(folder, name)
    await writeFile(`${path}.${process.pid}`, text)
    await rename(`${path}.${process.pid}`, path)
  }
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.byteLength(text)]))
}
