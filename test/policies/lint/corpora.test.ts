import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { lintPolicies, type LintCode } from '../../../policies/lint/index.ts'
import type { Finding } from '../../../spec/index.ts'

const CORPORA = join(import.meta.dirname, '../../../../shared/corpora')
const there = existsSync(CORPORA)
if (!there) process.stderr.write('The corpora of policies are not beside the repository; their tests are skipped.\n')

async function lint(text: string): Promise<readonly Finding[]> {
  const [findings = []] = await lintPolicies([{ text, file: 'case.json' }])
  return findings
}

function textOf(document: unknown): string {
  return typeof document === 'string' ? document : JSON.stringify(document)
}

function read<T>(file: string): T {
  return there ? (JSON.parse(readFileSync(join(CORPORA, file), 'utf8')) as T) : ([] as T)
}

function errors(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ level }) => level === 'error').map(({ code, message }) => `${code}: ${message}`)
}

interface RefusedDocument {
  readonly document: unknown
  readonly error_message: string
}

// What the real IAM refused and stored, as moto recorded it (Apache-2.0).
describe.skipIf(!there)('what IAM refuses', () => {
  const refused = read<readonly RefusedDocument[]>('moto-iam/invalid_policy_documents.json')
  it.each(refused.map((one, index) => ({ ...one, index })))(
    '$index ($error_message) has an error',
    async ({ document }) => {
      expect(errors(await lint(textOf(document)))).not.toEqual([])
    },
  )
})

describe.skipIf(!there)('what IAM stores', () => {
  const stored = read<readonly { readonly document?: unknown }[]>('moto-iam/valid_policy_documents.json')
  it.each(stored.map((one, index) => ({ text: textOf(one.document ?? one), index })))(
    '$index has no error',
    async ({ text }) => {
      expect(errors(await lint(text))).toEqual([])
    },
  )
})

interface ParliamentCase {
  readonly file: string
  readonly test: string
  readonly n: number
  readonly policy: string
  readonly expectedFindingIds?: readonly string[]
}

/** What each finding of parliament is called here; any one of them will do. */
const PARLIAMENT: Readonly<Record<string, readonly LintCode[]>> = {
  MALFORMED_JSON: ['JSON_SYNTAX_ERROR'],
  MALFORMED: ['UNSUPPORTED_ELEMENT_COMBINATION', 'MISSING_ACTION', 'MISSING_STATEMENT'],
  INVALID_SID: ['UNSUPPORTED_SID'],
  DUPLICATE_SID: ['UNIQUE_SIDS_REQUIRED'],
  UNKNOWN_ACTION: ['INVALID_ACTION'],
  UNKNOWN_OPERATOR: ['INVALID_CONDITION_OPERATOR'],
  UNKNOWN_CONDITION_FOR_ACTION: ['UNKNOWN_CONDITION_FOR_ACTION'],
  MISMATCHED_TYPE: ['TYPE_MISMATCH', 'TYPE_MISMATCH_DATE', 'TYPE_MISMATCH_NUMBER'],
  MISMATCHED_TYPE_BUT_USABLE: ['TYPE_MISMATCH'],
  // A function of a template outside of a template: parliament looks at the text that comes of it, we at its type.
  INVALID_ARN: ['DATA_TYPE_MISMATCH', 'INVALID_ARN_PREFIX'],
  RESOURCE_STAR: ['RESOURCE_STAR'],
  RESOURCE_EFFECTIVELY_STAR: ['RESOURCE_EFFECTIVELY_STAR'],
  RESOURCE_MISMATCH: ['RESOURCE_MISMATCH'],
  RESOURCE_POLICY_PRIVILEGE_ESCALATION: ['RESOURCE_POLICY_PRIVILEGE_ESCALATION'],
  BAD_PATTERN_FOR_MFA: ['BAD_PATTERN_FOR_MFA'],
}

/** Where we mean to find something else, by test, number and finding. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  'test_condition_operator 2 MISMATCHED_TYPE':
    'An operator that does not exist has no type; INVALID_CONDITION_OPERATOR says it, once.',
  'test_resource_policy_privilege_escalation_at_bucket_level 2 RESOURCE_MISMATCH':
    'parliament wants a resource for every action that `s3:*Bucket*` matches; we are content when one has one (parliament #10, #255).',
}

describe.skipIf(!there)("parliament's cases", () => {
  const cases = read<readonly ParliamentCase[]>('parliament/cases.json')
  const wanted = cases.flatMap(({ test, n, policy, expectedFindingIds = [] }) =>
    expectedFindingIds.map((id) => ({ test, n, policy, id, name: `${test} ${n} ${id}` })),
  )

  it.each(wanted.filter(({ name }) => DEVIATIONS[name] === undefined))('$name is found', async ({ policy, id }) => {
    const codes = (await lint(policy)).map(({ code }) => code)
    expect(
      PARLIAMENT[id]?.some((code) => codes.includes(code)),
      `${codes.join()}`,
    ).toBe(true)
  })

  it('deviate in these and no other ways', async () => {
    const deviating = await Promise.all(
      wanted.map(async ({ name, policy, id }) => {
        const codes = new Set((await lint(policy)).map(({ code }) => code))
        return PARLIAMENT[id]?.some((code) => codes.has(code)) === true ? [] : [name]
      }),
    )
    expect(deviating.flat()).toEqual(Object.keys(DEVIATIONS))
  })

  const clean = cases.filter(({ expectedFindingIds }) => expectedFindingIds?.length === 0)
  it.each(clean.map((one) => ({ ...one, name: `${one.test} ${one.n}` })))('$name has no error', async ({ policy }) => {
    expect(errors(await lint(policy))).toEqual([])
  })
})

interface Path {
  readonly permissions: { readonly required: readonly { readonly permission: string }[] }
}

describe.skipIf(!there)('the published paths of privilege escalation', () => {
  const files = there ? globSync(join(CORPORA, 'pathfinding-cloud/paths/*/*.yaml')).toSorted() : []

  it('are all there', () => {
    expect(files).toHaveLength(65)
  })

  it.each(files.map((file) => ({ file, name: basename(file, '.yaml') })))('$name is flagged', async ({ file }) => {
    const { permissions } = parse(readFileSync(file, 'utf8'), { uniqueKeys: false }) as Path
    const actions = permissions.required.map(({ permission }) => permission)
    const statement = { Effect: 'Allow', Action: actions, Resource: '*' }
    const findings = await lint(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }))
    const flagged = findings.filter(({ code }) => code === 'PRIVILEGE_ESCALATION')
    expect(flagged.map(({ level }) => level)).toContain('security-warning')
    const apart = actions.map((action) => ({ Effect: 'Allow', Action: action, Resource: '*' }))
    const other = await lint(JSON.stringify({ Version: '2012-10-17', Statement: apart }))
    expect(other.map(({ code }) => code)).toContain('PRIVILEGE_ESCALATION')
  })
})

function samples(file: string): string {
  return readFileSync(join(CORPORA, 'lookoutmetrics-samples', file), 'utf8')
}

function at(findings: readonly Finding[], code: LintCode): readonly unknown[] {
  return findings.filter((finding) => finding.code === code).map(({ path }) => path.at(-1))
}

// The flaws of AWS's own samples that facts/iam.md 2.4 found by evaluating them.
describe.skipIf(!there)('the samples of the original service', () => {
  it.each(['rds', 'rds-xaccount', 'redshift', 'redshift-xaccount'])(
    'datasource-%s decrypts directly and never through its host, with any version of the secret',
    async (name) => {
      const findings = await lint(samples(`sample-policies/datasource-${name}.json`))
      expect(at(findings, 'VIA_SERVICE_UNKNOWN')).toEqual(['kms:ViaService'])
      expect(at(findings, 'FORALLVALUES_WITH_SINGLE_VALUED_KEY')).toEqual([
        'secretsmanager:VersionStage',
        'kms:ViaService',
        'kms:CallerAccount',
      ])
      expect(findings.map(({ code }) => code)).toContain('RESOURCE_STAR')
    },
  )

  it('datasource-rds-xaccount has placeholders that nobody fills in', async () => {
    const findings = await lint(samples('sample-policies/datasource-rds-xaccount.json'))
    const placeholders = findings.flatMap(({ args }) => (args['placeholders'] as readonly string[] | undefined) ?? [])
    expect(placeholders).toContain('{databaseId}')
    expect(placeholders).toContain('{secretId}')
  })

  it('datasource-s3 names keys that do not exist, asks a bucket of objects, and knows one form of the context', async () => {
    const codes = (await lint(samples('sample-policies/datasource-s3.json'))).map(({ code }) => code)
    expect(codes).toEqual(
      expect.arrayContaining([
        'MISSING_ARN_REGION',
        'MISSING_ARN_ACCOUNT',
        'RESOURCE_MISMATCH',
        'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
      ]),
    )
  })

  it('alert-sns decrypts directly, under a key of the context that SNS does not write', async () => {
    const findings = await lint(samples('sample-policies/alert-sns.json'))
    expect(at(findings, 'FORALLVALUES_WITH_SINGLE_VALUED_KEY')).toHaveLength(2)
    expect(at(findings, 'ENCRYPTION_CONTEXT_KEY_UNKNOWN')).toEqual(['kms:EncryptionContext:aws:sns:arn'])
  })

  it.each(['servicerole-s3', 'servicerole-rds'])('%s trusts the service for everyone', async (name) => {
    const [findings = []] = await lintPolicies([{ text: samples(`sample-templates/${name}.yml`), file: `${name}.yml` }])
    expect(findings.map(({ code }) => code)).toContain('RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL')
  })

  it('the guide compares a source with five fields of an ARN, which never match', async () => {
    const condition = { ArnLike: { 'aws:SourceArn': 'arn:aws:lookoutmetrics:us-east-2:123456789012*' } }
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'lookoutmetrics.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: condition,
    }
    const codes = (await lint(JSON.stringify({ Version: '2012-10-17', Statement: statement }))).map(({ code }) => code)
    expect(codes).toContain('ARN_VALUE_INCOMPLETE')
  })
})
