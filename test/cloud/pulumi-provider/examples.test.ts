import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, miniStackOptions, startMiniStack } from '../ministack.ts'
import { deploy, type Deployment, DeploymentError, type Program } from '../pulumi/deploy.ts'
import { freshFolder } from '../pulumi/environment.ts'
import { compileSdk, generateSdk, installPythonSdk } from '../pulumi/sdk.ts'
import { builtProvider, type BuiltProvider } from './built-provider.ts'

const EXAMPLES = join(import.meta.dirname, '../../../examples')
const AWS_PLUGIN = join(import.meta.dirname, '../pulumi-aws')

let provider: BuiltProvider
let emulator: Emulator
beforeAll(async () => {
  installMiniStack()
  ;[provider, emulator] = await Promise.all([builtProvider(), startMiniStack()])
})
afterAll(() => emulator?.stop())

/** A stack of a program that uses the components through the provider. */
function stackOf(program: Program, env: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  return deploy(program, {
    plugins: [provider.folder, AWS_PLUGIN],
    config: { 'aws:region': 'us-east-1' },
    env: { CROWSNEST_AWS_ENDPOINT: emulator.endpoint, ...env },
  })
}

describe.each([
  { language: 'YAML', folder: 'yaml', environment: async () => ({}) },
  {
    language: 'Python',
    folder: 'python',
    environment: async () => ({ PYTHONPATH: await installPythonSdk(await generateSdk(provider.plugin, 'python')) }),
  },
])('the example in $language', ({ folder, environment }) => {
  let stack: Deployment
  beforeAll(async () => {
    stack = await stackOf({ workDir: join(EXAMPLES, folder) }, await environment())
  })

  it('previews all of it, and makes nothing', async () => {
    const { steps } = await stack.preview()
    expect(steps.filter(({ op }) => op !== 'create')).toEqual([])
    expect(componentsOf(steps)).toEqual(['Detector revenue', 'EmailChannel mail', 'Engine engine'])
    expect(await stack.resources()).toEqual([])
  })

  it('deploys what the preview said, and then has nothing to do', { timeout: 300_000 }, async () => {
    const previewed = await stack.preview()
    const { changes } = await stack.up()
    expect(changes).toEqual(previewed.changes)
    expect((await stack.up()).steps).toEqual([])
  })

  it('makes the children of the components, with the detector declared', async () => {
    const resources = await stack.resources()
    const detector = resources.find(({ type }) => type === 'crowsnest:index:Detector')!
    const children = resources.filter(({ parent }) => parent === detector.urn)
    expect(children.map(({ type }) => type)).toContain('aws:scheduler/schedule:Schedule')
    const declared = resources.filter(({ type }) => type === 'aws:s3/bucketObjectv2:BucketObjectv2')
    expect(declared.map(({ inputs }) => inputs['key']).toSorted()).toEqual([
      'detectors/revenue/alerts/revenue-oncall.json',
      'detectors/revenue/dataset.json',
      'detectors/revenue/detector.json',
    ])
  })

  it('gives the outputs of the components', async () => {
    const { datasetRole } = await stack.outputs()
    expect(datasetRole).toMatch(/^arn:aws:iam::\d{12}:role\/crowsnest\/us-east-1\/engine\/services\//)
  })

  it('destroys all but the state', async () => {
    const bucket = (await stack.resources()).find(({ type }) => type === 'aws:s3/bucket:Bucket')!.id!
    await stack.destroy()
    expect(await stack.resources()).toEqual([])
    const s3 = new S3Client({ ...miniStackOptions(emulator), forcePathStyle: true })
    await expect(s3.send(new HeadBucketCommand({ Bucket: bucket }))).resolves.toBeDefined()
  })
})

describe('the example of CloudWatch in YAML', () => {
  it('previews a detector on the engine of another stack', async () => {
    const stack = await stackOf({ workDir: join(EXAMPLES, 'yaml-cloudwatch') })
    const { steps } = await stack.preview()
    expect(steps.filter(({ op }) => op !== 'create')).toEqual([])
    expect(componentsOf(steps)).toEqual(['Detector functions', 'EmailChannel mail'])
  })
})

describe('wrong arguments in YAML', () => {
  it.each([
    {
      from: 'threshold: 70',
      to: 'threshold: 101',
      says: /property alerts\[0\]\.threshold with value .* has a problem: /,
    },
    { from: 'interval: PT1H', to: 'interval: PT7M', says: /PT7M/ },
    { from: 'measures: [revenue]', to: 'measures: [revenues]', says: /alerts\[0\]\.measures\[0\]/ },
    { from: 'dimensions: [platform, marketplace]', to: 'dimension: [platform]', says: /dimension/ },
  ])('$to is refused in the preview', async ({ from, to, says }) => {
    const program = await readFile(join(EXAMPLES, 'yaml/Pulumi.yaml'), 'utf8')
    expect(program).toContain(from)
    const stack = await stackOf({ workDir: await folderOf({ 'Pulumi.yaml': program.replace(from, to) }) })
    const error = await stack.preview().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(DeploymentError)
    expect((error as DeploymentError).problems.join('\n')).toMatch(says)
  })
})

describe('options of a component', () => {
  it('hand providers on to its children: YAML', async () => {
    const stack = await stackOf({ workDir: await folderOf({ 'Pulumi.yaml': ELSEWHERE }) })
    await stack.up()
    const resources = await stack.resources()
    const aws = resources.find(({ type }) => type === 'pulumi:providers:aws')!
    expect(resources.filter(({ type }) => type === 'pulumi:providers:aws')).toHaveLength(1)
    expect(aws.inputs['region']).toBe('eu-central-1')
    expect(await stack.outputs()).toEqual({ topic: expect.stringMatching(/^arn:aws:sns:eu-central-1:/) as string })
    await stack.destroy()
  })

  it('change children: transforms in Python', async () => {
    const files = { 'Pulumi.yaml': 'name: test\nruntime: python\n', '__main__.py': TRANSFORMED }
    const env = { PYTHONPATH: await installPythonSdk(await generateSdk(provider.plugin, 'python')) }
    const stack = await stackOf({ workDir: await folderOf(files) }, env)
    await stack.up()
    const topic = (await stack.resources()).find(({ type }) => type === 'aws:sns/topic:Topic')!
    expect(topic.inputs['displayName']).toBe('Anomalies of ACME')
    await stack.destroy()
  })
})

const ELSEWHERE = `
name: test
runtime: yaml
resources:
  frankfurt:
    type: pulumi:providers:aws
    properties: { region: eu-central-1 }
  mail:
    type: crowsnest:EmailChannel
    properties: { addresses: [oncall@example.com] }
    options: { providers: [ '\${frankfurt}' ] }
outputs:
  topic: \${mail.topicArn}
`

const TRANSFORMED = `
import pulumi
import pulumi_crowsnest as crowsnest

def named(args):
    if args.type_ == "aws:sns/topic:Topic":
        return pulumi.ResourceTransformResult(props={**args.props, "displayName": "Anomalies of ACME"}, opts=args.opts)

crowsnest.EmailChannel(
    "mail", addresses=["oncall@example.com"], opts=pulumi.ResourceOptions(transforms=[named])
)
`

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await freshFolder()
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

describe('the examples in languages that are compiled', () => {
  it.each([
    { language: 'go', file: 'main.go', into: 'example' },
    { language: 'java', file: 'App.java', into: 'src/main/java/com/acme' },
  ] as const)('$language fits the generated SDK', { timeout: 300_000 }, async ({ language, file, into }) => {
    const sdk = await generateSdk(provider.plugin, language)
    await mkdir(join(sdk, into), { recursive: true })
    await cp(join(EXAMPLES, language, file), join(sdk, into, file))
    const compiler = await compileSdk(sdk, language, 'crowsnest')
    process.stderr.write(
      `example for ${language}: ${compiler === undefined ? 'not compiled' : `compiled with ${compiler}`}\n`,
    )
  })
})

function componentsOf(steps: readonly { readonly type: string; readonly name: string }[]): readonly string[] {
  const ours = steps.filter(({ type }) => type.startsWith('crowsnest:'))
  return ours.map(({ type, name }) => `${type.split(':').at(-1)} ${name}`).toSorted()
}
