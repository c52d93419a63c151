import { existsSync } from 'node:fs'
import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runPulumi } from './command.ts'
import { deploy } from './deploy.ts'
import { freshFolder } from './environment.ts'
import { compileSdk, generateSdk, installPythonSdk, type SdkLanguage } from './sdk.ts'

const tiny = join(import.meta.dirname, 'tiny')
const plugin = join(tiny, 'pulumi-resource-tiny')
const program = (name: string) => ({ workDir: join(import.meta.dirname, 'programs', name) })

describe('pulumi package', { timeout: 300_000 }, () => {
  it('gets the schema of a plugin', async () => {
    expect(JSON.parse(await runPulumi(['package', 'get-schema', plugin]))).toMatchObject({ name: 'tiny' })
  })

  it('gets the schema of a plugin whose folder says how to run it', async () => {
    const folder = await freshFolder()
    await writeFile(join(folder, 'PulumiPlugin.yaml'), 'runtime: nodejs\n')
    await writeFile(join(folder, 'package.json'), '{ "name": "tiny", "main": "index.cjs" }')
    await writeFile(join(folder, 'index.cjs'), `import(${JSON.stringify(join(tiny, 'provider.ts'))})`)
    expect(JSON.parse(await runPulumi(['package', 'get-schema', folder]))).toMatchObject({ name: 'tiny' })
  })

  it.each<{ language: SdkLanguage; file: string }>([
    { language: 'nodejs', file: 'pair.ts' },
    { language: 'python', file: 'pulumi_tiny/pair.py' },
    { language: 'go', file: 'tiny/pair.go' },
    { language: 'dotnet', file: 'Pair.cs' },
    { language: 'java', file: 'src/main/java/com/pulumi/tiny/Pair.java' },
  ])('generates an SDK for $language, which compiles where this machine has a compiler', async ({ language, file }) => {
    const sdk = await generateSdk(plugin, language)
    expect(existsSync(join(sdk, file))).toBe(true)
    // Where the machine has no compiler, the output says that nothing was compiled.
    const compiler = await compileSdk(sdk, language, 'tiny')
    process.stderr.write(
      `SDK for ${language}: ${compiler === undefined ? 'generated, not compiled' : `compiled with ${compiler}`}\n`,
    )
  })
})

describe('compileSdk', { timeout: 300_000 }, () => {
  it.each<{ language: SdkLanguage; file: string }>([
    { language: 'nodejs', file: 'pair.ts' },
    { language: 'python', file: 'pulumi_tiny/pair.py' },
    { language: 'go', file: 'tiny/pair.go' },
    { language: 'java', file: 'src/main/java/com/pulumi/tiny/Pair.java' },
  ])('refuses what is no $language', async ({ language, file }) => {
    const sdk = await generateSdk(plugin, language)
    await appendFile(join(sdk, file), '\nthis is no program\n')
    // A machine without the compiler refuses nothing.
    const compiled = compileSdk(sdk, language, 'tiny').then((compiler) => compiler ?? Promise.reject(new Error(file)))
    await expect(compiled).rejects.toThrow(file.split('/').at(-1)!)
  })
})

describe('a program in YAML', { timeout: 300_000 }, () => {
  it('makes a component of a plugin, and then has nothing to do', async () => {
    const deployment = await deploy(program('yaml'), { plugins: [tiny] })
    await deployment.up()
    expect(await deployment.outputs()).toEqual({ both: 'good morning' })
    expect((await deployment.up()).steps).toEqual([])
    expect((await deployment.destroy()).changes['delete']).toBeGreaterThan(0)
    expect(await deployment.resources()).toEqual([])
  })
})

describe('a program for Node.js', { timeout: 300_000 }, () => {
  it('makes a component of a plugin', async () => {
    const deployment = await deploy(program('node'), { plugins: [tiny] })
    expect((await deployment.preview()).changes).toMatchObject({ create: 2 })
    await deployment.up()
    expect(await deployment.outputs()).toEqual({ both: 'morning-good' })
    expect((await deployment.up()).steps).toEqual([])
  })
})

describe('a program in Python', { timeout: 300_000 }, () => {
  let sdk: Promise<string>
  beforeAll(() => {
    sdk = generateSdk(plugin, 'python').then(installPythonSdk)
  })

  it('makes a component through the generated SDK', async () => {
    const deployment = await deploy(program('python'), { plugins: [tiny], env: { PYTHONPATH: await sdk } })
    expect((await deployment.preview()).changes).toMatchObject({ create: 2 })
    await deployment.up()
    expect(await deployment.outputs()).toEqual({ both: 'morning++good' })
    expect((await deployment.up()).steps).toEqual([])
  })

  it('says what is wrong with an argument', async () => {
    const env = { PYTHONPATH: await sdk, LEFT: '' }
    const deployment = await deploy(program('python'), { plugins: [tiny], env })
    await expect(deployment.up()).rejects.toThrow(/greeting cannot be made.*\n.*left.* is empty; give a word/)
  })
})
