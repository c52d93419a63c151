import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installCrowsnest, templateFolder } from '../../templates/starters/project.ts'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, startMiniStack } from '../ministack.ts'
import { builtProvider } from '../pulumi-provider/built-provider.ts'
import { runPulumi } from '../pulumi/command.ts'
import { deploy, type Deployment, DeploymentError } from '../pulumi/deploy.ts'
import { freshFolder, pulumi } from '../pulumi/environment.ts'
import { generateSdk, installPythonSdk } from '../pulumi/sdk.ts'

const AWS_PLUGIN = join(import.meta.dirname, '../pulumi-aws')

let emulator: Emulator
beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack()
})
afterAll(() => emulator?.stop())

/** A stack of a project, with this package from its sources and AWS in an emulator. */
function stackOf(workDir: string, config: Readonly<Record<string, string>>, env = {}, packs: readonly string[] = []) {
  return deploy(
    { workDir, inPlace: true },
    {
      plugins: [AWS_PLUGIN],
      config: { 'aws:region': 'us-east-1', ...config },
      env: {
        CROWSNEST_AWS_ENDPOINT: emulator.endpoint,
        NODE_OPTIONS: '--conditions=crowsnest-source',
        ...env,
      },
      policyPacks: packs,
    },
  )
}

/** What `npm install crowsnest` brings for programs in TypeScript: the package. */
async function installSources(folder: string): Promise<Record<string, string>> {
  installCrowsnest(folder)
  return {}
}

/** What it brings for other languages: the plugin, as it is built. */
async function installPlugin(folder: string): Promise<Record<string, string>> {
  const { folder: provider } = await builtProvider()
  await mkdir(join(folder, 'node_modules/crowsnest/dist'), { recursive: true })
  await symlink(provider, join(folder, 'node_modules/crowsnest/dist/provider'))
  return {}
}

/** And what `pulumi install` and `pulumi package add` make of the project and of the plugin: an environment of Python, and the SDK. */
async function installSdk(folder: string): Promise<Record<string, string>> {
  await installPlugin(folder)
  await symlink(dirname(dirname(pulumi().python)), join(folder, 'venv'))
  const { plugin } = await builtProvider()
  return { PYTHONPATH: await installPythonSdk(await generateSdk(plugin, 'python')) }
}

describe.each([
  { language: 'typescript', install: installSources },
  { language: 'yaml', install: installPlugin },
  { language: 'python', install: installSdk },
])('a project that `pulumi new` makes of the template $language', { timeout: 300_000 }, ({ language, install }) => {
  let folder: string
  let stack: Deployment
  beforeAll(async () => {
    folder = await freshFolder()
    const env = await install(folder)
    // As docs/starters.md says: beside the installed package, which is there before.
    const names = ['--name', 'shop', '--description', 'Our shop']
    await runPulumi(['new', templateFolder(language), '--generate-only', '--force', '--yes', ...names, '--dir', folder])
    stack = await stackOf(folder, { 'shop:bucket': 'acme-metrics', 'shop:email': 'oncall@example.com' }, env)
  })

  it('has the name and description of the project in the places of the template', async () => {
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toMatch(/^# shop\n\nOur shop\n/)
    expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).toMatchObject({ name: 'shop' })
    expect(await readFile(join(folder, 'Pulumi.yaml'), 'utf8')).toMatch(/^name: shop\ndescription: Our shop\n/)
  })

  it('deploys what the preview said, and then has nothing to do', async () => {
    const previewed = await stack.preview()
    const { changes } = await stack.up()
    expect(changes).toEqual(previewed.changes)
    expect((await stack.up()).steps).toEqual([])
  })

  it('has made an engine, a channel and a detector of the bucket', async () => {
    const resources = await stack.resources()
    const ours = resources
      .filter(({ type }) => type.startsWith('crowsnest:'))
      .map(({ type, name }) => `${type} ${name}`)
    expect(ours.toSorted()).toEqual([
      'crowsnest:index:Detector revenue',
      'crowsnest:index:EmailChannel mail',
      'crowsnest:index:Engine engine',
    ])
    const dataset = resources.find(({ inputs }) => inputs['key'] === 'detectors/revenue/dataset.json')
    expect(String(dataset?.inputs['content'])).toContain('s3://acme-metrics/continuous/{{yyyyMMdd}}/{{HHmm}}')
    expect(await stack.outputs()).toEqual({
      datasetRole: expect.stringMatching(
        /^arn:aws:iam::\d{12}:role\/crowsnest\/us-east-1\/engine\/services\//,
      ) as string,
    })
  })

  it('is destroyed without a trace in the stack', async () => {
    await stack.destroy()
    expect(await stack.resources()).toEqual([])
  })
})

describe('the package of an organization', { timeout: 300_000 }, () => {
  let folder: string
  beforeAll(async () => {
    folder = await freshFolder()
    await cp(templateFolder('organization'), folder, { recursive: true })
    installCrowsnest(folder)
  })

  it("lets the stack of a team pass the organization's policies", async () => {
    const stack = await stackOf(join(folder, 'example'), {}, {}, [join(folder, 'policy-pack')])
    const { violations, changes } = await stack.preview()
    expect(violations).toEqual([])
    expect(changes.create).toBeGreaterThan(8)
  })

  it('stops a stack whose roles are not bounded and whose tags are missing', async () => {
    const file = join(folder, 'src/team-detector.ts')
    const text = await readFile(file, 'utf8')
    await writeFile(
      file,
      text.replace(/,\s*permissionsBoundary: BOUNDARY_ARN/, '').replace('tags: { team, stage }', 'tags: { team }'),
    )
    const stack = await stackOf(join(folder, 'example'), {}, {}, [join(folder, 'policy-pack')])
    const error = await stack.preview().catch((reason: unknown) => reason)
    await writeFile(file, text)
    expect(error).toBeInstanceOf(DeploymentError)
    const broken = new Set((error as DeploymentError).outcome.violations.map(({ policy }) => policy))
    expect([...broken]).toEqual(expect.arrayContaining(['crowsnest-permissions-boundary', 'crowsnest-required-tags']))
  })
})
