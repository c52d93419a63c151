import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { command } from '../../cli/policy.ts'
import type { PolicyReport } from '../../cli/policy-report.ts'
import schema from '../../spec/output/policy.schema.json' with { type: 'json' }
import { sampleSpec } from '../spec/sample-spec.ts'
import { fakeIo, type FakeIo } from './fake-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-policy-'))
afterAll(() => rmSync(folder, { recursive: true }))

const source = { s3: { continuous: 's3://acme/live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } }
const alerts = [{ name: 'oncall', channel: { sns: { topic: 'arn:aws:sns:eu-west-1:444455556666:oncall' } } }]
writeFileSync(join(folder, 'spec.yaml'), stringify(sampleSpec({ 'dataset.source': source, alerts })))
writeFileSync(join(folder, 'quiet.yaml'), stringify(sampleSpec({ 'dataset.source': source, alerts: [] })))
const key = 'arn:aws:kms:us-east-1:111122223333:key/1111abcd-0000-4000-8000-00000000000a'
const athena = { workgroup: 'w', database: 'web', table: 'orders', data: 's3://acme/orders/', results: 's3://acme/r/' }
const sources = {
  athena: { athena },
  // Without the folders, which run well on somebody's machine.
  lake: { athena: { ...athena, data: undefined, results: undefined } },
  rds: {
    rds: { engine: 'postgres', instance: 'shop', database: 'shop', table: 'orders', secret: 'AmazonLookoutMetrics-s' },
  },
}
for (const [name, of] of Object.entries(sources)) {
  const spec = sampleSpec({ 'dataset.source': of, 'dataset.timestamp': { column: 'at' }, alerts })
  writeFileSync(join(folder, `${name}.yaml`), stringify(spec))
}
writeFileSync(join(folder, 'bad.yaml'), 'detector: revenue\n')

async function run(...args: readonly string[]): Promise<{ exit: number; io: FakeIo }> {
  const io = fakeIo(undefined, folder)
  return { exit: await command.run(args, io), io }
}

async function report(...args: readonly string[]): Promise<PolicyReport> {
  const { io } = await run(...args, '--json')
  return JSON.parse(io.out()) as PolicyReport
}

async function kinds(...args: readonly string[]): Promise<readonly string[]> {
  return (await report('spec.yaml', ...args)).roles.map(({ kind }) => kind)
}

describe('crowsnest policy', () => {
  it('takes the account of the topics where none is given, and says nothing then', async () => {
    const { io, exit } = await run('spec.yaml', '--json')
    expect({ exit, err: io.err() }).toEqual({ exit: 0, err: '' })
    expect((JSON.parse(io.out()) as PolicyReport).place.account).toBe('444455556666')
  })

  it('believes a topic whose account is the one of examples', async () => {
    const topic = 'arn:aws:sns:eu-west-1:111122223333:oncall'
    const spec = sampleSpec({ 'dataset.source': source, alerts: [{ name: 'oncall', channel: { sns: { topic } } }] })
    writeFileSync(join(folder, 'example.yaml'), stringify(spec))
    expect((await run('example.yaml', '--json')).io.err()).toBe('')
  })

  it('says that an account is an example where none is known', async () => {
    const { io } = await run('quiet.yaml', '--json')
    expect(io.err()).toContain('111122223333 stands for it. Name yours with --account.')
  })

  it.each([
    [['spec.yaml']],
    [['spec.yaml', '--people', '--combined', '--tracing']],
    [['quiet.yaml', '--region', 'cn-north-1']],
    [['rds.yaml', '--account', '111122223333']],
  ])('prints JSON that fits its schema: %j', async (args) => {
    const validate = new Ajv2020({ strict: true, formats: { uri: true } }).compile(schema)
    validate(await report(...args))
    expect(validate.errors).toBeNull()
  })

  it('names the keys of the data and of the results of Athena, and the endpoints of each source', async () => {
    const results = key.replace('1111abcd', '2222abcd')
    const found = await report(
      'athena.yaml',
      '--dataset-key',
      key,
      '--results-key',
      results,
      '--account',
      '111122223333',
    )
    const statements = found.roles.flatMap(({ policies }) => policies.flatMap(({ policy }) => policy.Statement))
    const keyOf = (sid: string) => statements.find(({ Sid }) => Sid === sid)?.Resource
    expect([keyOf('DecryptTableData'), keyOf('UseResultsKey')]).toEqual([[key], [results]])
    expect(found.endpoints).toEqual(['s3', 'sts', 'sns', 'athena'])
    expect((await report('rds.yaml')).endpoints).toEqual(['s3', 'sts', 'sns', 'secretsmanager', 'rds'])
    expect((await run('rds.yaml')).io.out()).toContain('- Endpoints, in a VPC: `s3, sts, sns, secretsmanager, rds`')
  })

  it('lists a role per dataset and alert, or one of all with --combined', async () => {
    expect(await kinds()).toEqual(['engine', 'scheduler', 'dataset', 'alert'])
    expect(await kinds('--combined')).toEqual(['engine', 'scheduler', 'combined'])
  })

  it('writes Markdown whose tables hold together: as many cells in each row as in its head', async () => {
    const { io } = await run('spec.yaml', '--people')
    const rows = io
      .out()
      .split('\n')
      .filter((line) => line.startsWith('|'))
    const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length)
    const heads = rows.map((row, i) => (/^\|( --- \|)+$/.test(row) ? cells[i]! : null))
    expect(heads.filter((count) => count !== null).length).toBeGreaterThan(10)
    let expected = 0
    for (const [i, count] of cells.entries()) {
      if (heads[i + 1] !== null && heads[i + 1] !== undefined) expected = count
      expect(count, rows[i]).toBe(expected)
    }
  })

  it('shows every statement with its reason, in Markdown and HTML', async () => {
    const { roles } = await report('spec.yaml')
    const sids = roles.flatMap(({ policies }) => policies.flatMap(({ statements }) => statements.map(({ sid }) => sid)))
    const markdown = (await run('spec.yaml')).io.out()
    const html = (await run('spec.yaml', '--format', 'html')).io.out()
    expect(sids.filter((sid) => !markdown.includes(`\`${sid}\``) || !html.includes(`<code>${sid}</code>`))).toEqual([])
  })

  it('writes a page that loads nothing', async () => {
    const html = (await run('spec.yaml', '--people', '--format', 'html')).io.out()
    expect(html).not.toMatch(/<(script|link|img|iframe)|src=|@import|url\(/)
    expect(html.match(/<section/g)?.length).toBe(html.match(/<\/section>/g)?.length)
  })

  it.each([
    [['spec.yaml', '--format', 'yaml'], 'OPTION_VALUE_UNKNOWN'],
    [['spec.yaml', '--format', 'html', '--json'], 'OPTION_VALUE_UNKNOWN'],
    [['spec.yaml', '--account', '12'], 'ACCOUNT_INVALID'],
    [['spec.yaml', '--region', 'cn-north-1'], 'ARN_PARTITION'],
    [['spec.yaml', '--state-key', 'arn:aws:kms:us-east-1:111122223333:alias/mine'], 'KEY_IS_ALIAS'],
    [['lake.yaml'], 'FOLDER_MISSING'],
    [['bad.yaml'], 'SPEC_INVALID'],
  ])('refuses %j with %s', async (args, code) => {
    await expect(run(...args)).rejects.toMatchObject({ code })
  })
})
