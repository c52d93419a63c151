import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import type { ReviewReport } from '../../cli/review-report.ts'
import findings from '../../spec/output/findings.schema.json' with { type: 'json' }
import schema from '../../spec/output/review.schema.json' with { type: 'json' }
import { dumpOf, neededRoles, SPEC, type Dump } from '../policies/review/deployment.ts'
import { fakeIo } from './fake-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-review-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'spec.json'), JSON.stringify(SPEC))
writeFileSync(join(folder, 'fine.json'), JSON.stringify(dump()))
writeFileSync(join(folder, 'bad.json'), '{"RoleDetailList":3}')
const flawed = dump()
const oncall = flawed.RoleDetailList.find(({ RoleName }) => RoleName.includes('oncall'))!
delete (oncall.AssumeRolePolicyDocument as { Statement: { Condition?: unknown }[] }).Statement[0]!.Condition
flawed.RoleDetailList.splice(2, 1)
oncall.RolePolicyList.push({
  PolicyName: '<script>alert(1)</script>',
  PolicyDocument: { Statement: { Sid: '<img>', Effect: 'Allow', Action: 'sns:*', Resource: '*' } },
})
writeFileSync(join(folder, 'flawed.json'), JSON.stringify(flawed))

function dump(): Dump {
  return dumpOf(neededRoles(), new Date(Date.now() - 86_400_000).toISOString())
}

async function review(...args: readonly string[]) {
  const io = fakeIo(undefined, folder)
  const exit = await main(['review', 'spec.json', '--region', 'us-east-1', '--account', '111122223333', ...args], io)
  return { exit, out: io.out(), err: io.err() }
}

describe('crowsnest review', () => {
  it('says in one line that everything is as needed', async () => {
    expect(await review('--dump', 'fine.json')).toEqual({ exit: 0, out: '5 roles: 5 as needed.\n', err: '' })
  })

  it('prints what differs, role by role, and exits with 1', async () => {
    const { exit, out } = await review('--dump', 'flawed.json')
    expect(exit).toBe(1)
    expect(out).toMatch(/^crowsnest-revenue-dataset-\w+ {2}error .* \[ROLE_MISSING\]$/m)
    expect(out).toMatch(/^crowsnest-revenue-alert-oncall-\w+ {2}security-warning .*sts:ExternalId.* \[TRUST_WIDER\]$/m)
    expect(out).toMatch(/5 roles: 3 as needed, 1 differ, 1 missing\. 1 error, \d security-warnings\.\n$/)
  })

  it('prints JSON as its schema says', async () => {
    const { exit, out } = await review('--dump', 'flawed.json', '--json')
    expect(exit).toBe(1)
    const report = JSON.parse(out) as ReviewReport
    const ajv = new Ajv2020({ allowUnionTypes: true })
    ajv.addSchema(findings, 'findings.schema.json')
    const validate = ajv.compile(schema)
    expect(validate(report) ? [] : validate.errors).toEqual([])
    expect(report.roles.map(({ status }) => status)).toEqual([
      'as needed',
      'as needed',
      'missing',
      'differs',
      'as needed',
    ])
  })

  it('writes SARIF with a rule for each code', async () => {
    const { out } = await review('--dump', 'flawed.json', '--format', 'sarif')
    const { runs } = JSON.parse(out) as {
      runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; level: string }[] }[]
    }
    const ids = runs[0]!.tool.driver.rules.map(({ id }) => id)
    expect(ids).toContain('TRUST_WIDER')
    for (const { ruleId } of runs[0]!.results) expect(ids).toContain(ruleId)
    expect(runs[0]!.results.find(({ ruleId }) => ruleId === 'ROLE_MISSING')!.level).toBe('error')
  })

  it('writes Markdown with a row for each role', async () => {
    const { out } = await review('--dump', 'flawed.json', '--format', 'markdown')
    expect(out.match(/^\| `crowsnest-/gm)).toHaveLength(5)
    expect(out).not.toContain('<script')
  })

  it('writes a page that loads nothing and runs nothing, whatever policies are called', async () => {
    const { out } = await review('--dump', 'flawed.json', '--format', 'html')
    expect(out).not.toMatch(/<script|<img|src=|@import|url\((?!#)/)
    expect(out).toContain('&lt;script&gt;')
    expect(out).toContain('<svg class="trust"')
    expect(out).toContain('Restore the trust policy')
    expect(out.match(/<section id=/g)).toHaveLength(5)
  })

  it('draws a trust that lost its protection as such', async () => {
    const { out } = await review('--dump', 'flawed.json', '--format', 'html')
    expect(out).toMatch(/edge-label extra"[^>]*>no condition<\/text><text [^>]*>instead of external id<\/text>/)
    expect(out).toMatch(/<text class="edge-label missing"[^>]*>external id<\/text>/)
  })

  it('shows what a role may do that nobody needs, and the trust in another external id', async () => {
    const strange = dump()
    const dataset = strange.RoleDetailList.find(({ RoleName }) => RoleName.includes('dataset'))
    strange.RoleDetailList.push({ ...structuredClone(dataset!), RoleName: 'stranger', Arn: `${dataset!.Arn}2` })
    const [statement] = (dataset!.AssumeRolePolicyDocument as { Statement: { Condition?: unknown }[] }).Statement
    statement!.Condition = { StringEquals: { 'sts:ExternalId': 'other' } }
    writeFileSync(join(folder, 'strange.json'), JSON.stringify(strange))
    const { out } = await review('--dump', 'strange.json', '--format', 'html')
    expect(out.match(/class="act extra" title="extra: s3:GetObject/g)).toHaveLength(1)
    expect(out).toContain('>instead of another external id</text>')
  })

  it.each([
    { args: ['--dump', 'bad.json'], code: 'DUMP_INVALID' },
    { args: ['--dump', 'none.json'], code: 'SPEC_NOT_FOUND' },
    { args: ['--dump', 'fine.json', '--format', 'pdf'], code: 'OPTION_VALUE_UNKNOWN' },
    { args: ['--dump', 'fine.json', '--format', 'html', '--json'], code: 'OPTION_VALUE_UNKNOWN' },
  ])('exits with 2 and $code for $args', async ({ args, code }) => {
    const { exit, err } = await review(...args)
    expect(exit).toBe(2)
    expect(err).toContain(code)
  })
})
