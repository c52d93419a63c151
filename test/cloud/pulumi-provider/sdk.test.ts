import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { run, runPulumi } from '../pulumi/command.ts'
import { pulumi } from '../pulumi/environment.ts'
import { compileSdk, generateSdk, installPythonSdk, type SdkLanguage } from '../pulumi/sdk.ts'
import { builtProvider, type BuiltProvider } from './built-provider.ts'

const committed = JSON.parse(readFileSync(join(import.meta.dirname, '../../../provider/schema.json'), 'utf8')) as {
  readonly resources: Readonly<Record<string, object>>
}
const components = Object.keys(committed.resources).map((token) => token.slice(token.lastIndexOf(':') + 1))

let provider: BuiltProvider
beforeAll(async () => {
  provider = await builtProvider()
})

describe('pulumi package get-schema', () => {
  it('gets the committed schema from the provider', async () => {
    // The command leaves out what says nothing, such as empty lists.
    const schema = JSON.parse(await runPulumi(['package', 'get-schema', provider.plugin])) as typeof committed
    expect(schema).toMatchObject({ name: 'crowsnest', publisher: 'Crowsnest' })
    expect(Object.keys(schema.resources)).toEqual(Object.keys(committed.resources))
  })
})

describe('pulumi package gen-sdk', () => {
  it.each<{ language: SdkLanguage; file: (component: string) => string }>([
    { language: 'nodejs', file: (component) => `${camel(component)}.ts` },
    { language: 'python', file: (component) => `pulumi_crowsnest/${snake(component)}.py` },
    { language: 'go', file: (component) => `crowsnest/${camel(component)}.go` },
    { language: 'dotnet', file: (component) => `${component}.cs` },
    { language: 'java', file: (component) => `src/main/java/com/pulumi/crowsnest/${component}.java` },
  ])('makes an SDK for $language with every component, which compiles', { timeout: 300_000 }, async (test) => {
    const { language, file } = test
    const sdk = await generateSdk(provider.plugin, language)
    expect(components.filter((component) => !existsSync(join(sdk, file(component))))).toEqual([])
    // Where the machine has no compiler, the output says that nothing was compiled.
    const compiler = await compileSdk(sdk, language, 'crowsnest')
    process.stderr.write(
      `SDK for ${language}: ${compiler === undefined ? 'generated, not compiled' : `compiled with ${compiler}`}\n`,
    )
  })

  it('gives Python the docstrings of the arguments', async () => {
    const sdk = await installPythonSdk(await generateSdk(provider.plugin, 'python'))
    const script =
      'import pulumi_crowsnest as c; print(c.EngineArgs.__init__.__doc__); print(c.RoleMode.PRECREATED.value)'
    const printed = await run(pulumi().python, ['-c', script], {
      cwd: sdk,
      env: { ...process.env, PYTHONPATH: sdk },
    })
    expect(printed).toContain('memory_size: Memory of the function in MB, 128 to 10,240.')
    expect(printed).toContain('Default: 1769.')
    expect(printed.trim().endsWith('precreated')).toBe(true)
  })
})

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function snake(name: string): string {
  return camel(name).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
