import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EmailChannel, Engine } from '../../../components/index.ts'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, startMiniStack } from '../ministack.ts'
import { runPulumi } from '../pulumi/command.ts'
import { deploy, type Deployment, type DeployOptions, type Program } from '../pulumi/deploy.ts'
import { freshFolder } from '../pulumi/environment.ts'
import { generateSdk, installPythonSdk } from '../pulumi/sdk.ts'
import { builtProvider, type BuiltProvider } from './built-provider.ts'

let provider: BuiltProvider
let sdk: string
beforeAll(async () => {
  provider = await builtProvider()
  sdk = await installPythonSdk(await generateSdk(provider.plugin, 'python'))
  installMiniStack()
})

const inYaml = (memorySize: number): Record<string, string> => ({
  'Pulumi.yaml': `
name: test
runtime: yaml
resources:
  main:
    type: crowsnest:Engine
    properties: { memorySize: ${memorySize}, logRetentionDays: 30, tags: { team: growth } }
  oncall:
    type: crowsnest:EmailChannel
    properties: { addresses: [oncall@example.com] }
outputs:
  reference: \${main.reference}
  channel: \${oncall.channel}
`,
})

const inPython = (memorySize: number): Record<string, string> => ({
  'Pulumi.yaml': 'name: test\nruntime: python\n',
  '__main__.py': `
import pulumi
import pulumi_crowsnest as crowsnest

engine = crowsnest.Engine("main", memory_size=${memorySize}, log_retention_days=30, tags={"team": "growth"})
oncall = crowsnest.EmailChannel("oncall", addresses=["oncall@example.com"])
pulumi.export("reference", engine.reference)
pulumi.export("channel", oncall.channel)
`,
})

const inTypeScript = (memorySize: number) => async () => {
  const engine = new Engine('main', { memorySize, logRetentionDays: 30, tags: { team: 'growth' } })
  const oncall = new EmailChannel('oncall', { addresses: ['oncall@example.com'] })
  return { reference: engine.reference, channel: oncall.channel }
}

describe('one deployment, written in TypeScript, YAML and Python', { timeout: 300_000 }, () => {
  let emulators: readonly Emulator[]
  let deployments: readonly Deployment[]
  beforeAll(async () => {
    emulators = await Promise.all([startMiniStack(), startMiniStack(), startMiniStack()])
    const programs = [inTypeScript(1024), await folderOf(inYaml(1024)), await folderOf(inPython(1024))]
    deployments = await Promise.all(programs.map((program, index) => deployOn(emulators[index]!, program)))
  })
  afterAll(() => Promise.all((emulators ?? []).map((emulator) => emulator.stop())))

  it('makes the same resources and gives the same outputs', async () => {
    await Promise.all(deployments.map((deployment) => deployment.up()))
    const [typeScript, yaml, python] = await Promise.all(
      deployments.map(async (deployment, index) => resultOf(deployment, emulators[index]!)),
    )
    expect(typeScript!.resources.length).toBeGreaterThan(15)
    expect(yaml).toEqual(typeScript)
    expect(python).toEqual(typeScript)
  })

  it('has nothing to do the second time', async () => {
    const outcomes = await Promise.all(deployments.map((deployment) => deployment.up()))
    for (const { steps, changes } of outcomes) expect([steps, Object.keys(changes)]).toEqual([[], ['same']])
  })

  it('is removed', async () => {
    await Promise.all(deployments.map((deployment) => deployment.destroy()))
    expect(await Promise.all(deployments.map((deployment) => deployment.resources()))).toEqual([[], [], []])
  })

  it.each([
    { language: 'YAML', files: inYaml(64) },
    { language: 'Python', files: inPython(64) },
  ])('says in $language which argument is wrong, and what to do', async ({ files }) => {
    const deployment = await deployOn(emulators[0]!, await folderOf(files))
    await expect(deployment.preview()).rejects.toThrow(/memorySize.*128/s)
    expect(await deployment.resources()).toEqual([])
  })
})

describe('the folder provider/ of a clone', { timeout: 300_000 }, () => {
  it('is a plugin as it is', async () => {
    const schema = await runPulumi(['package', 'get-schema', join(import.meta.dirname, '../../../provider')])
    expect(JSON.parse(schema)).toMatchObject({ name: 'crowsnest' })
  })
})

function deployOn(emulator: Emulator, program: Program): Promise<Deployment> {
  const options: DeployOptions = {
    plugins: [provider.folder, join(import.meta.dirname, '../pulumi-aws')],
    config: { 'aws:region': 'us-east-1' },
    env: { CROWSNEST_AWS_ENDPOINT: emulator.endpoint, PYTHONPATH: sdk },
  }
  return deploy(program, options)
}

async function folderOf(files: Readonly<Record<string, string>>): Promise<{ workDir: string }> {
  const workDir = await freshFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(workDir, name)), { recursive: true })
    await writeFile(join(workDir, name), text)
  }
  return { workDir }
}

/** What was made, by URN, and the outputs; without what Pulumi makes for itself, and where on this machine things are. */
async function resultOf(deployment: Deployment, emulator: Emulator) {
  const resources = (await deployment.resources())
    .filter(({ custom, type }) => custom && !type.startsWith('pulumi:'))
    .map(({ urn, inputs, protect, retainOnDelete }) => ({ urn, inputs, protect, retainOnDelete }))
    .toSorted((a, b) => (a.urn < b.urn ? -1 : 1))
  const text = JSON.stringify({ resources, outputs: await deployment.outputs() })
  const anywhere = text
    .replaceAll(emulator.endpoint, 'http://emulator')
    .replaceAll(/"path":"[^"]+\.zip"/g, '"path":"*.zip"')
  return JSON.parse(anywhere) as { readonly resources: readonly unknown[]; readonly outputs: object }
}
