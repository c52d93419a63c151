import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../../cli/lint.ts'
import { fakeIo } from './fake-io.ts'

const GOOD = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::d/*' },
}
const BAD = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:GetObjct', Resource: 'arn:aws:s3:::d/*' },
}
const SECURITY = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' } }
const TRUST = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/engine' }, Action: 'sts:AssumeRole' },
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crowsnest-lint-'))
  const files = { good: GOOD, bad: BAD, security: SECURITY, trust: TRUST }
  for (const [name, document] of Object.entries(files)) {
    await writeFile(join(folder, `${name}.json`), `${JSON.stringify(document, null, 2)}\n`)
  }
})
afterAll(() => rm(folder, { recursive: true }))

async function lint(...args: readonly string[]) {
  const io = fakeIo(undefined, folder)
  return { code: await command.run(args, io), out: io.out(), err: io.err() }
}

describe('crowsnest lint', () => {
  it('says what, where and what to do, and exits with 1', async () => {
    const { code, out } = await lint('bad.json')
    expect(code).toBe(1)
    expect(out).toContain('bad.json:5:15  error  "s3:GetObjct" is no action')
    expect(out).toContain('Did you mean `s3:GetObject`?')
    expect(out).toContain('    5 |     "Action": "s3:GetObjct",\n      |               ^~~~~~~~~~~~~')
    expect(out).toMatch(/1 file checked: 1 error\.\n$/)
  })

  it('is content with a good policy', async () => {
    expect(await lint('good.json')).toEqual({ code: 0, out: '1 file checked, no problems.\n', err: '' })
  })

  it.each([
    [['security.json'], 0],
    [['security.json', '--fail-on', 'security-warning'], 1],
    [['security.json', '--fail-on', 'suggestion'], 1],
    [['bad.json', '--fail-on', 'security-warning'], 1],
    [['good.json', 'missing.json'], 2],
    [['bad.json', 'missing.json'], 2],
  ])('%j exits with %i', async (args, expected) => {
    expect((await lint(...args)).code).toBe(expected)
  })

  it('leaves out what is less than --min-level, but nothing that made it fail', async () => {
    const { out } = await lint('security.json', '--min-level', 'error', '--json')
    expect(JSON.parse(out)).toEqual([])
    const failing = await lint('security.json', '--min-level', 'error', '--fail-on', 'security-warning', '--json')
    expect(JSON.parse(failing.out)).toMatchObject([{ code: 'PASS_ROLE_WITH_STAR_IN_RESOURCE' }])
  })

  it('prints findings as its schema says', async () => {
    const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../spec/output/findings.schema.json'), 'utf8'))
    const validate = new Ajv2020().compile(schema)
    const findings: unknown = JSON.parse((await lint('bad.json', 'security.json', 'good.json', '--json')).out)
    expect(validate(findings), JSON.stringify(validate.errors)).toBe(true)
    expect((findings as { file: string }[]).map(({ file }) => file)).toEqual([
      'bad.json',
      'security.json',
      'security.json',
    ])
  })

  it('knows roles that assume others for many', async () => {
    const { out } = await lint('trust.json', '--engine-role', 'arn:aws:iam::*:role/engine', '--json')
    expect(JSON.parse(out)).toMatchObject([{ code: 'EXTERNAL_ID_MISSING' }])
    expect(JSON.parse((await lint('trust.json', '--json')).out)).toEqual([])
  })

  it('takes a policy for what it is told to', async () => {
    const { out } = await lint('trust.json', '--type', 'identity', '--json')
    expect((JSON.parse(out) as { code: string }[]).map(({ code }) => code)).toContain('UNSUPPORTED_PRINCIPAL')
  })

  it.each([
    ['--type', 'user'],
    ['--format', 'xml'],
    ['--fail-on', 'never'],
    ['--min-level', 'all'],
  ])('refuses %s %s', async (option, value) => {
    await expect(lint('good.json', option, value)).rejects.toMatchObject({ code: 'OPTION_VALUE_INVALID' })
  })
})

describe('--format github', () => {
  it('is one workflow command a finding, with what ends a line or a property escaped', async () => {
    await writeFile(join(folder, 'a,b:c.json'), JSON.stringify(BAD, null, 2))
    const { out } = await lint('a,b:c.json', '--format', 'github')
    expect(out).toMatch(/^::error file=a%2Cb%3Ac\.json,line=5,col=15,title=INVALID_ACTION::"s3:GetObjct" is .*\n$/)
  })
})

interface Sarif {
  readonly version: string
  readonly $schema: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly level: string
      readonly message: { readonly text: string }
      readonly locations: readonly unknown[]
    }[]
  }[]
}

// The parts of the SARIF 2.1.0 schema that our log uses: what is required and of which type (sections 3.13 to 3.30).
describe('--format sarif', () => {
  it('is a log whose results name rules and places', async () => {
    const log = JSON.parse((await lint('bad.json', 'security.json', '--format', 'sarif')).out) as Sarif
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') })
    const [run] = log.runs
    expect(run!.tool.driver.name).toBe('crowsnest')
    expect(run!.results).toHaveLength(3)
    for (const { ruleId, ruleIndex, level, message } of run!.results) {
      expect(run!.tool.driver.rules[ruleIndex]!.id).toBe(ruleId)
      expect(['error', 'warning', 'note', 'none']).toContain(level)
      expect(message.text).toMatch(/\S/)
    }
    expect(run!.results[0]!.locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: 'bad.json' }, region: { startLine: 5, startColumn: 15 } } },
    ])
  })

  it('has no results where nothing was found', async () => {
    const log = JSON.parse((await lint('good.json', '--format', 'sarif')).out) as Sarif
    expect(log.runs[0]!.results).toEqual([])
  })
})
