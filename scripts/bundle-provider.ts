import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { licensesOf } from './bundle-licenses.ts'
import { compiledSchema } from './bundle.ts'

const ROOT = join(import.meta.dirname, '..')

/** Rooms whose code is for other places: a provider that has some of it is a mistake. */
const FOREIGN =
  /^(cli|engine|policy-pack|templates|test|bench|examples|scripts)\/|(^|\/)(typescript|@npmcli|@aws-sdk)\//

/** The provider as code. */
export interface ProviderBundle {
  readonly code: Uint8Array
  /** Sources that went in, relative to the root of the repository. */
  readonly inputs: readonly string[]
}

/**
 * Bundles the provider into one file that needs no packages. The same sources give the same bytes, on any machine.
 *
 * @throws when the bundle would have code that is not for it
 */
export async function bundleProvider(): Promise<ProviderBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['provider/main.ts'],
    outfile: 'out/provider.mjs',
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Links to another node_modules must not change a byte.
    preserveSymlinks: true,
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 500,
    legalComments: 'none',
    logLevel: 'warning',
    // The SDK of Pulumi is CommonJS, requires modules of Node and asks where it lies.
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url),{filename:__filename,dirname:__dirname}=import.meta;",
    },
    plugins: [compiledSchema, withoutClosures],
  })
  const [output] = Object.values(metafile.outputs)
  const inputs = Object.keys(output!.inputs).toSorted()
  const foreign = inputs.filter((input) => FOREIGN.test(input))
  if (foreign.length > 0) throw new Error(`The provider has code that is not for it: ${foreign.join(', ')}`)
  return { code: outputFiles[0]!.contents, inputs }
}

/**
 * Writes the provider as the Pulumi command runs it: a folder with one file of code, a script that starts it, and the code of the
 * functions that it deploys.
 *
 * @param folder - made if it is not there
 * @param functions - folder with the zips of the functions
 * @returns bytes of the code
 */
export async function writeProvider(folder: string, functions: string): Promise<number> {
  const { code, inputs } = await bundleProvider()
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'provider.mjs'), code)
  await writeFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), licensesOf(ROOT, inputs, 'provider.mjs'))
  for (const [name, text] of Object.entries(STARTERS)) {
    await writeFile(join(folder, name), text)
    await chmod(join(folder, name), 0o755)
  }
  await cp(functions, join(folder, 'bundle'), { recursive: true })
  return code.length
}

/** What Pulumi looks for on PATH and in its folder of plugins. */
const STARTERS = {
  'pulumi-resource-crowsnest': await readFile(join(ROOT, 'provider/pulumi-resource-crowsnest'), 'utf8'),
  'pulumi-resource-crowsnest.cmd': '@echo off\r\nnode "%~dp0provider.mjs" %*\r\n',
}

/**
 * Leaves out what turns functions of a program into code for Lambda: a TypeScript compiler and much of npm. The components have
 * no such functions.
 */
const withoutClosures: Plugin = {
  name: 'without-closures',
  setup({ onLoad }) {
    const contents = `
      const refuse = () => { throw new Error('The provider of Crowsnest cannot turn functions into code.') }
      module.exports = { serializeFunction: refuse, serializeFunctionAsync: refuse, computeCodePaths: refuse }`
    onLoad({ filter: /@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/](serializeClosure|codePaths)\.js$/ }, () => ({
      contents,
      loader: 'js',
    }))
  },
}
