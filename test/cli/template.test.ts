import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { command } from '../../cli/template.ts'
import type { Template } from '../../templates/cloudformation/index.ts'
import { sampleSpec } from '../spec/sample-spec.ts'
import { fakeIo, type FakeIo } from './fake-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-template-'))
afterAll(() => rmSync(folder, { recursive: true }))

const source = { s3: { continuous: 's3://acme/live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } }
const alerts = [{ name: 'oncall', channel: { sns: { topic: 'arn:aws:sns:eu-west-1:444455556666:oncall' } } }]
const spec = sampleSpec({ 'dataset.source': source, alerts })
writeFileSync(join(folder, 'spec.yaml'), stringify(spec))
writeFileSync(
  join(folder, 'many.yaml'),
  stringify(
    sampleSpec({
      'dataset.source': source,
      quotas: { alerts: 60 },
      alerts: Array.from({ length: 40 }, (_, index) => ({ ...alerts[0], name: `alert-${index}` })),
    }),
  ),
)
writeFileSync(join(folder, 'folder.yaml'), stringify(sampleSpec({})))

const KEY = 'arn:aws:kms:eu-west-1:444455556666:key/1111abcd-0000-4000-8000-00000000000a'

async function run(...args: readonly string[]): Promise<{ exit: number; io: FakeIo }> {
  const io = fakeIo(undefined, folder)
  return { exit: await command.run(args, io), io }
}

async function template(...args: readonly string[]): Promise<Template> {
  const { io } = await run('spec.yaml', '--to', 'cloudformation', '--json', ...args)
  return JSON.parse(io.out()) as Template
}

describe('crowsnest template --to cloudformation', () => {
  it('writes YAML that says where it comes from, and nothing else', async () => {
    const { exit, io } = await run('spec.yaml', '--to', 'cloudformation')
    expect({ exit, err: io.err() }).toEqual({ exit: 0, err: '' })
    expect(io.out()).toMatch(/^# Written by `crowsnest template`/)
    expect(io.out()).toContain('Type: Custom::CrowsnestActivation')
    expect(io.out()).toContain('!Sub crowsnest-${EngineName}-FunctionArn')
  })

  it('takes the engine, the keys of buckets and topics, and limits from the command line', async () => {
    const keys = ['--dataset-key', KEY, '--topic-key', `oncall=${KEY}`, '--dataset-account', '999988887777']
    const limits = ['--max-alerts-per-week', '2.5', '--threshold', '60']
    const made = await template('--engine', 'prod', '--combined', ...keys, ...limits)
    expect(made.Parameters!['EngineName']!.Default).toBe('prod')
    const text = JSON.stringify(made.Resources)
    expect(text).toContain('999988887777')
    expect(text).toContain('kms:EncryptionContext:aws:sns:topicArn')
    expect(text).toContain('kms:EncryptionContext:aws:s3:arn')
    expect(Object.keys(made.Resources)).toContain('ServiceRole')
    expect(JSON.parse(String(made.Resources['Backtest']!.Properties['Event']))).toMatchObject({
      maxAlertsPerWeek: 2.5,
      threshold: 60,
    })
  })

  it('is for one engine in one region where that is given', async () => {
    const made = await template('--region', 'eu-west-1', '--engine', 'prod')
    expect(made.Parameters!['EngineName']!.AllowedValues).toEqual(['prod'])
    expect(made.Resources['DatasetRole']!.Properties['Path']).toBe('/crowsnest/eu-west-1/prod/services/')
  })

  it('activates nothing where that is not wanted', async () => {
    expect((await template('--no-activation')).Resources).not.toHaveProperty('Activation')
  })

  it('says so where a template is larger than a call takes', async () => {
    const { io } = await run('many.yaml', '--to', 'cloudformation')
    expect(Buffer.byteLength(io.out())).toBeGreaterThan(51_200)
    expect(io.err()).toMatch(/51200 in a call: deploy it with --s3-bucket/)
  })

  it.each([
    [['spec.yaml', '--to', 'cdk'], 'OPTION_VALUE_UNKNOWN'],
    [['spec.yaml', '--to', 'toString'], 'OPTION_VALUE_UNKNOWN'],
    [['spec.yaml'], 'OPTION_REQUIRED'],
    [['spec.yaml', '--to', 'cloudformation', '--engine', 'Prod'], 'OPTION_VALUE_UNKNOWN'],
    [['spec.yaml', '--to', 'cloudformation', '--region', 'here'], 'OPTION_VALUE_UNKNOWN'],
    [['spec.yaml', '--to', 'cloudformation', '--account', '1'], 'OPTION_VALUE_UNKNOWN'],
    [['spec.yaml', '--to', 'cloudformation', '--threshold', '60'], 'OPTION_ALONE'],
    [['spec.yaml', '--to', 'cloudformation', '--max-alerts-per-week', 'few'], 'OPTION_VALUE_UNKNOWN'],
    [['spec.yaml', '--to', 'cloudformation', '--topic-key', KEY], 'OPTION_VALUE_UNKNOWN'],
    [['spec.yaml', '--to', 'cloudformation', '--topic-key', `nobody=${KEY}`], 'TEMPLATE_IMPOSSIBLE'],
    [['folder.yaml', '--to', 'cloudformation'], 'TEMPLATE_IMPOSSIBLE'],
    [['spec.yaml', '--to', 'terraform'], 'OPTION_REQUIRED'],
  ])('refuses %j: %s', async (args, code) => {
    await expect(run(...args)).rejects.toMatchObject({ code })
  })
})

describe('crowsnest template --to terraform', () => {
  it('writes the configuration of a detector for an engine that is there', async () => {
    const args = [
      '--engine',
      'shop',
      '--region',
      'eu-west-1',
      '--account',
      '444455556666',
      '--no-activation',
      '--combined',
    ]
    const { exit, io } = await run('spec.yaml', '--to', 'terraform', ...args)
    expect({ exit, err: io.err() }).toEqual({ exit: 0, err: '' })
    const { resource } = JSON.parse(io.out()) as { resource: Record<string, Record<string, { content?: string }>> }
    expect(Object.keys(resource)).toEqual(
      expect.arrayContaining(['aws_iam_role', 'aws_s3_object', 'aws_scheduler_schedule']),
    )
    // One role for both, and nothing that activates.
    expect(Object.keys(resource['aws_iam_role']!)).toHaveLength(1)
    expect(resource).not.toHaveProperty('aws_lambda_invocation')
    const declared = Object.values(resource['aws_s3_object']!).map(({ content }) => content ?? '')
    expect(declared.some((content) => content.includes('"managedBy": "Terraform"'))).toBe(true)
  })
})
