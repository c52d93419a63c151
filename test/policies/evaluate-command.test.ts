import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import schema from '../../spec/output/evaluate.schema.json' with { type: 'json' }
import { fakeIo } from '../cli/fake-io.ts'
import { policy, request, statement } from './evaluate/ask.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-evaluate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const validate = new Ajv2020({ strict: false }).compile(schema)

function file(name: string, content: unknown): string {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return name
}

async function run(...args: readonly string[]) {
  const io = fakeIo(undefined, folder)
  return { code: await main(['evaluate', ...args], io), out: io.out(), err: io.err() }
}

const reads = [{ name: 'reads', policy: policy(statement({ Sid: 'Reads', Action: 's3:GetObject' })) }]
const allowed = { name: 'read', request: request(), identityPolicies: reads }
const denied = { name: 'write', request: request({ action: 's3:PutObject' }), identityPolicies: reads }
const refused = { name: 'odd', request: request({ principal: 'alice' }), identityPolicies: reads }

describe('crowsnest evaluate', () => {
  it.each([
    ['all allowed', [allowed], 0],
    ['one denied', [allowed, denied], 1],
    ['one refused', [allowed, refused, denied], 2],
    ['no requests', [], 0],
  ])('exits by the decisions: %s', async (name, cases, code) => {
    const { code: got, out } = await run(file(`${name}.json`, cases), '--json')
    expect(got).toBe(code)
    const answers: unknown = JSON.parse(out)
    expect(answers).toHaveLength(cases.length)
    expect(validate(answers), JSON.stringify(validate.errors)).toBe(true)
  })

  it('says why, in text', async () => {
    const { out } = await run(file('two.json', [allowed, denied]))
    expect(out).toContain(
      'Allowed  read\n  Statement 0 "Reads" of the identity policy "reads" allows it. No policy denies it.\n',
    )
    expect(out).toContain('ImplicitlyDenied  write\n  No identity policy allows it.\n')
  })

  it('explains every statement on --explain', async () => {
    expect((await run(file('one.json', denied), '--explain')).out).toContain(
      '    Allow  identity policy "reads" 0 "Reads": Action is s3:GetObject, not s3:PutObject\n',
    )
    const { out } = await run('one.json', '--explain', '--json')
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true)
    expect(out).toContain('"matches": false')
  })

  it('reads YAML, and names a case without a name after its file', async () => {
    const text = readFileSync('docs/evaluate.md', 'utf8').split('```yaml\n')[1]!.split('```')[0]!
    const { code, out } = await run(
      file('case.yaml', text.replace('- name: the engine reads its dataset\n ', '-')),
      '--expected',
    )
    expect(out).toMatch(/^Allowed {2}case\.yaml\n/)
    expect(code).toBe(0)
  })

  it('marks what is not as expected, and exits by that on --expected', async () => {
    const cases = [
      { ...denied, expected: 'ImplicitlyDenied' },
      { ...refused, expected: 'refused' },
    ]
    expect((await run(file('good.json', cases), '--expected')).code).toBe(0)
    const { code, out } = await run(file('bad.json', [...cases, { ...denied, expected: 'Allowed' }]), '--expected')
    expect(code).toBe(1)
    expect(out).toContain('ImplicitlyDenied  write  expected Allowed\n')
  })

  it('refuses a request that cannot happen', async () => {
    const bucket = { ...allowed, request: request({ action: 's3:GetBucketAcl' }) }
    const { code, out, err } = await run(file('bucket.json', bucket), '--json')
    expect(code).toBe(2)
    expect(err).toContain('[RESOURCE_NOT_FOR_ACTION]')
    expect(JSON.parse(out)).toMatchObject([{ decision: null, refusal: { code: 'RESOURCE_NOT_FOR_ACTION' } }])
  })

  it.each([
    ['missing.json', null, 'SPEC_NOT_FOUND'],
    ['syntax.json', '{"request": [}', 'DATA_SYNTAX'],
    ['twice.json', '{"request": {}, "request": {}}', 'DATA_KEY_TWICE'],
    ['twice.yaml', 'request: {}\nrequest: {}\n', 'DATA_KEY_TWICE'],
    ['deep.json', '['.repeat(100_000) + ']'.repeat(100_000), 'DATA_TOO_DEEP'],
    ['deep.yaml', '- '.repeat(20_000), 'DATA_'],
    [
      'bomb.yaml',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]\n`,
      'DATA_SYNTAX',
    ],
  ])('cannot run on %s', async (name, content, code) => {
    if (content !== null) file(name, content)
    const { code: exit, out, err } = await run(name)
    expect(err).toContain(`[${code}`)
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
  })
})
