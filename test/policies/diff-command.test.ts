import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import schema from '../../spec/output/diff.schema.json' with { type: 'json' }
import { fakeIo } from '../cli/fake-io.ts'
import { policy, statement } from './evaluate/ask.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-diff-'))
afterAll(() => rmSync(folder, { recursive: true }))

const validate = new Ajv2020({ strict: false }).compile(schema)

const write = (name: string, content: string) => writeFileSync(join(folder, name), content)
write('narrow.json', JSON.stringify(policy(statement({ Action: 's3:GetObject' }))))
write(
  'wide.yaml',
  'Version: 2012-10-17\nStatement:\n  - { Sid: Wide, Effect: Allow, Action: [s3:Get*], Resource: "*" }\n',
)
write('same.json', JSON.stringify(policy(statement({ Action: ['S3:GETOBJECT'], Sid: 'Other' }))))
write('trust.json', JSON.stringify(policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' })))
write('broken.json', '{"Version": "2012-10-17", "Statement": [{]}')
write('list.json', '{"Version": "2012-10-17", "Statement": "x"}')

async function run(...args: readonly string[]) {
  const io = fakeIo(undefined, folder)
  return { code: await main(['diff', ...args], io), out: io.out(), err: io.err() }
}

describe('crowsnest diff', () => {
  it.each([
    [['narrow.json', 'same.json'], 0],
    [['narrow.json', 'wide.yaml'], 1],
    [['wide.yaml', 'narrow.json'], 1],
    [['narrow.json', 'wide.yaml', '--fail-on', 'widen'], 1],
    [['wide.yaml', 'narrow.json', '--fail-on', 'widen'], 0],
    [['wide.yaml', 'narrow.json', '--fail-on', 'change'], 1],
  ])('%j exits with %i', async (args, code) => {
    expect((await run(...args)).code).toBe(code)
  })

  it('says what a change means', async () => {
    expect((await run('narrow.json', 'same.json')).out).toBe('Both policies allow the same.\n')
    expect((await run('narrow.json', 'wide.yaml')).out).toBe(
      '+ Whoever has the policy may now s3:Get* (not only s3:GetObject) on every resource ' +
        '(statement 0 "Wide" of the identity policy "new policy"). Example: s3:Getexample on arn:aws:s3:::example.\n',
    )
    expect((await run('wide.yaml', 'narrow.json')).out).toMatch(
      /^- Whoever has the policy may no longer s3:Get\* \(except s3:GetObject\)/,
    )
  })

  it.each([
    ['narrow.json', 'same.json'],
    ['narrow.json', 'wide.yaml'],
    ['wide.yaml', 'narrow.json'],
  ])('prints JSON of the documented shape for %s and %s', async (one, other) => {
    const { out } = await run(one, other, '--json')
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true)
  })

  it.each([
    [['narrow.json', 'broken.json'], 'DATA_SYNTAX'],
    [['narrow.json', 'missing.json'], 'SPEC_NOT_FOUND'],
    [['narrow.json', 'list.json'], 'STATEMENT_MISSING'],
    [['narrow.json', 'trust.json'], 'DIFF_KINDS_DIFFER'],
    [['narrow.json'], 'OPERAND_MISSING'],
    [['-', '-'], 'STDIN_TWICE'],
    [['narrow.json', 'wide.yaml', '--fail-on', 'anything'], 'FAIL_ON_UNKNOWN'],
  ])('cannot run on %j: %s', async (args, code) => {
    const { code: exit, out, err } = await run(...args)
    expect(err).toContain(`[${code}]`)
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
  })
})
