import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { build, type Plugin } from 'esbuild'
import { zipSync, type Zippable } from 'fflate'
import { licensesOf } from './bundle-licenses.ts'
import { VALIDATOR_OPTIONS } from '../spec/schema-errors.ts'

const ROOT = join(import.meta.dirname, '..')

/** The functions that are shipped as zips, by name: `index.handler` of each is the handler that its entry exports. */
export const BUNDLES = {
  engine: 'engine/hosts/lambda.ts',
  notifier: 'engine/hosts/notifier.ts',
} as const

/** Name of a function that is shipped. */
export type BundleName = keyof typeof BUNDLES

/** A function ready for Lambda. */
export interface FunctionBundle {
  readonly zip: Uint8Array
  /** Bytes by file name, before they are zipped. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** Sources that went in, relative to the root of the repository. */
  readonly inputs: readonly string[]
}

/** Rooms whose code is for other places: a bundle that has some of it is a mistake. */
const FOREIGN = /^(cli|components|plans|policies|provider|templates|test|bench|examples|scripts)\/|(^|\/)@pulumi\//

/**
 * Bundles a function: one file that Lambda loads, and parts that are loaded when they are first needed (clients of AWS,
 * Parquet). The same sources give the same bytes, on any machine, at any time and in any folder.
 *
 * @throws when the bundle would have code that is not for it
 */
export function bundleFunction(name: BundleName): Promise<FunctionBundle> {
  return bundleEntry(BUNDLES[name])
}

/**
 * The same for any module.
 *
 * @param entry - relative to the root of the repository
 */
export async function bundleEntry(entry: string): Promise<FunctionBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: entry },
    outdir: 'out',
    outExtension: { '.js': '.mjs' },
    chunkNames: '[hash]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Links to another node_modules must not change a byte.
    preserveSymlinks: true,
    minify: true,
    // Names in stacks, lines that a log can show; without maps, which would be twice the code.
    keepNames: true,
    lineLimit: 500,
    legalComments: 'none',
    logLevel: 'warning',
    // Parts of the AWS SDK are CommonJS and require modules of Node.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    plugins: [compiledSchema, withoutAzure],
  })
  const inputs = [...new Set(Object.values(metafile.outputs).flatMap(({ inputs: used }) => Object.keys(used)))]
    .filter((input) => !input.startsWith(`${NO_AZURE}:`))
    .toSorted()
  const foreign = inputs.filter((input) => FOREIGN.test(input))
  if (foreign.length > 0) throw new Error(`The bundle of ${entry} has code that is not for it: ${foreign.join(', ')}`)
  const files = Object.fromEntries(
    outputFiles
      .map(({ path, contents }) => [relative(join(ROOT, 'out'), path), contents] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
  return { zip: zipOf(files), files, inputs }
}

const NO_AZURE = 'without-azure'

/** Bundles all functions into a folder, as `<name>.zip`, with the licences of their parts; returns bytes by name. */
export async function writeBundles(folder: string = join(ROOT, 'dist/bundle')): Promise<Record<BundleName, number>> {
  const bundles = await Promise.all(
    (Object.keys(BUNDLES) as BundleName[]).map(async (name) => [name, await bundleFunction(name)] as const),
  )
  await mkdir(folder, { recursive: true })
  for (const [name, { zip }] of bundles) await writeFile(join(folder, `${name}.zip`), zip)
  const inputs = bundles.flatMap(([, bundle]) => bundle.inputs)
  await writeFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), licensesOf(ROOT, inputs))
  return Object.fromEntries(bundles.map(([name, { zip }]) => [name, zip.length])) as Record<BundleName, number>
}

/** What a zip says of each file: the beginning of its calendar, in whatever time zone this runs, and that all may read it. */
function zipOf(files: FunctionBundle['files']): Uint8Array {
  const entry = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16, level: 9 } as const
  const entries: Zippable = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [bytes, entry]]))
  return zipSync(entries)
}

/** The schema of detectors compiled ahead: a function that wakes up for a moment has no time for the compiler. */
export const compiledSchema: Plugin = {
  name: 'compiled-schema',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]spec[\\/]schema-errors\.ts$/ }, async ({ path }) => {
      const schema = JSON.parse(await readFile(join(path, '../detector.schema.json'), 'utf8')) as object
      const ajv = new Ajv2020({ ...VALIDATOR_OPTIONS, code: { source: true, esm: true } })
      const code = standalone.default(ajv, ajv.compile(schema))
      return {
        contents: `${code}\nexport const schemaErrors = (value) => validate(value) ? [] : validate.errors`,
        resolveDir: join(ROOT, 'spec'),
        loader: 'js',
      }
    })
  },
}

/** The driver of SQL Server loads what signs in to Azure, which is more code than all of the engine; nobody in AWS signs in so. */
const withoutAzure: Plugin = {
  name: NO_AZURE,
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^@azure\// }, ({ path }) => ({ path, namespace: NO_AZURE }))
    onLoad({ filter: /.*/, namespace: NO_AZURE }, () => ({
      contents: 'exports.isTokenCredential = () => false',
    }))
  },
}
