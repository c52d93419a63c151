import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTerraform, terraformProblems } from '../../templates/terraform/stand-in/validate.ts'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, MINISTACK_ACCOUNT, miniStackOptions, startMiniStack } from '../ministack.ts'
import { newcomer, type Newcomer } from './newcomer.ts'

// Who has nothing but the page. The other ways are test/cloud/packed-package.test.ts (on one machine) and
// test/cloud/cloudformation/stacks.test.ts.

let emulator: Emulator
let s3: S3Client
beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack()
  s3 = new S3Client({ ...miniStackOptions(emulator), forcePathStyle: true })
})
afterAll(() => emulator?.stop())

describe('a newcomer with docs/start.md, In an account of AWS', { timeout: 300_000 }, () => {
  let person: Newcomer
  beforeAll(async () => {
    person = await newcomer(emulator.endpoint)
  }, 300_000)
  afterAll(() => person?.leave())

  it('deploys an engine and an active detector with Pulumi', async () => {
    const printed = await person.follow('docs/start.md', '### With Pulumi')
    expect([...printed.keys()].filter((line) => line.startsWith('pulumi'))).toEqual([
      'pulumi stack init dev',
      'pulumi config set aws:region us-east-1',
      'pulumi up',
    ])
    const { Functions = [] } = await new LambdaClient(miniStackOptions(emulator)).send(new ListFunctionsCommand({}))
    expect(Functions.map(({ FunctionName }) => FunctionName)).toEqual(['crowsnest-engine'])
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: `crowsnest-engine-${MINISTACK_ACCOUNT}-us-east-1`, Prefix: 'detectors/' }),
    )
    expect(Contents.map(({ Key }) => Key)).toEqual(
      expect.arrayContaining([
        'detectors/revenue/alerts/oncall.json',
        'detectors/revenue/dataset.json',
        'detectors/revenue/detector.json',
      ]),
    )
    expect(Contents.some(({ Key }) => Key!.startsWith('detectors/revenue/events/'))).toBe(true)
    expect(await person.run('pulumi stack output datasetRole')).toMatch(/^arn:aws:iam::/)
  })

  it('has a template of CloudFormation, a configuration of Terraform, the policies and the price of a spec', async () => {
    writeFileSync(join(person.folder, 'orders.yaml'), SPEC)
    await person.follow('docs/start.md', '### Without Pulumi')
    expect(readFileSync(join(person.folder, 'orders.yml'), 'utf8')).toContain('Custom::')
    const json = readFileSync(join(person.folder, 'cdk.tf.json'), 'utf8')
    expect(Object.keys((JSON.parse(json) as { readonly resource: object }).resource)).toContain(
      'aws_scheduler_schedule',
    )
    if (hasTerraform()) expect(terraformProblems(json)).toEqual([])
    const printed = await person.follow('docs/start.md', '### Before anything is deployed')
    expect([...printed.values()].join('\n')).toContain('s3:GetObject')
    expect([...printed.values()].join('\n')).toMatch(/a month/)
  })

  it('takes it back but for the bucket of the state', async () => {
    await person.run('pulumi destroy --yes')
    const { Functions = [] } = await new LambdaClient(miniStackOptions(emulator)).send(new ListFunctionsCommand({}))
    expect(Functions).toEqual([])
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
    expect(Buckets.map(({ Name }) => Name)).toEqual([`crowsnest-engine-${MINISTACK_ACCOUNT}-us-east-1`])
  })
})

describe('a newcomer with docs/start.md, From a starter', { timeout: 300_000 }, () => {
  it('has a project whose tests pass and that previews', async () => {
    const person = await newcomer(emulator.endpoint)
    try {
      await person.follow('docs/start.md', '### From a starter')
      // As the page's table says of the template.
      await person.run('npm install --prefer-offline --no-audit --no-fund --loglevel=error')
      expect(await person.run('npm test')).toMatch(/pass [1-9]/)
      await person.run('pulumi stack select dev --create')
      await person.run(
        'pulumi config set-all --plaintext aws:region=us-east-1 --plaintext bucket=acme-metrics --plaintext email=oncall@example.com',
      )
      expect(await person.run('pulumi preview --non-interactive')).toMatch(/\d+ to create/)
    } finally {
      person.leave()
    }
  })
})

describe('a newcomer with docs/terraform.md, A program', { timeout: 300_000 }, () => {
  it('has a configuration with the code of the engine beside it, which Terraform takes', async () => {
    const person = await newcomer(emulator.endpoint)
    try {
      await person.follow('docs/terraform.md', '## A program')
      const stack = join(person.folder, 'cdktf.out/stacks/revenue')
      const json = readFileSync(join(stack, 'cdk.tf.json'), 'utf8')
      const { resource } = JSON.parse(json) as {
        readonly resource: Readonly<Record<string, Readonly<Record<string, { readonly filename: string }>>>>
      }
      const [code] = Object.values(resource['aws_lambda_function']!)
      expect(existsSync(join(stack, code!.filename))).toBe(true)
      if (hasTerraform()) expect(terraformProblems(json)).toEqual([])
    } finally {
      person.leave()
    }
  })
})

const SPEC = `detector: orders
interval: PT1H
dataset:
  source: { s3: { continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } }
  timestamp: { column: timestamp, format: yyyy-MM-dd HH:mm:ss }
  measures: [{ column: orders, aggregation: SUM }]
alerts:
  - { name: oncall, channel: { sns: { topic: 'arn:aws:sns:us-east-1:111122223333:oncall' } } }
`
