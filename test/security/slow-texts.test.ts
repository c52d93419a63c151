import { describe, expect, it } from 'vitest'
import { checkAddress } from '../../engine/hosts/lambda/stack-answer.ts'
import { athenaError } from '../../engine/sources/athena/athena-error.ts'
import { pathTemplate } from '../../engine/time/index.ts'
import { lintPolicies } from '../../policies/index.ts'
import { migrate } from '../../spec/migration/index.ts'
import { parseSpec } from '../../spec/index.ts'

const PLACE = { partition: 'aws', region: 'us-east-1', account: '111122223333' } as const

/** What one input may take: those of before took from seconds to centuries. */
const LIMIT_MS = 5000

function lint(statement: Readonly<Record<string, unknown>>): Promise<unknown> {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }],
  }
  return lintPolicies([{ text: JSON.stringify(policy), file: 'hostile' }])
}

const many = (text: string): string => text.repeat(100_000)

// Issue 9. Each made a regular expression go back over the same text again and again.
const CASES: readonly (readonly [string, () => unknown])[] = [
  [
    'the address that a stack wants its answer at',
    () => {
      const responseUrl = `https://cloudformation-custom-resource-response-x.s3${'-a'.repeat(60)}_.amazonaws.com/`
      expect(() => checkAddress({ responseUrl }, PLACE, {})).toThrow('STACK_ADDRESS_REFUSED')
    },
  ],
  ['variables that are never closed in a resource', () => lint({ Resource: `arn:aws:s3:::a/${many('${')}` })],
  [
    'variables that are never closed in a condition',
    () => lint({ Condition: { NumericEquals: { 'aws:EpochTime': many('${') } } }),
  ],
  ['variables that are never closed in a template', () => lintTemplate(many('${'))],
  ['a number that is none', () => lint({ Condition: { NumericEquals: { 'aws:EpochTime': `${many('1')}x` } } })],
  ['an address that is none', () => lint({ Condition: { IpAddress: { 'aws:SourceIp': many('1') } } })],
  [
    'stars in the action of a trust policy',
    () => lint({ Principal: { AWS: '*' }, Action: `sts:${many('*')}x!`, Resource: undefined }),
  ],
  ['a path template without an end', () => expect(() => pathTemplate(many('{{'), 'UTC')).toThrow('TEMPLATE_BRACES')],
  [
    'a spec with such a template',
    () => parseSpec(`dataset: {source: {s3: {continuous: "s3://a/${'{{'.repeat(45_000)}"}}}`, 'hostile'),
  ],
  ['a migration with variables that are never closed', () => migrate([{ name: 'hostile', text: lookout(many('${')) }])],
  ['a migration with a name of hyphens', () => migrate([{ name: 'hostile', text: lookout(`${many('-')}x`) }])],
  ['what Athena says', () => athenaError({ reason: many('work group ') }, { place: 'here', workgroup: 'primary' })],
]

function lintTemplate(text: string): Promise<unknown> {
  const role = {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: { 'Fn::Sub': text } }] } },
  }
  return lintPolicies([{ text: JSON.stringify({ Resources: { Role: role } }), file: 'hostile' }])
}

function lookout(name: string): string {
  const properties = {
    AnomalyDetectorName: { 'Fn::Sub': name },
    AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
    MetricSetList: [],
  }
  return JSON.stringify({
    Resources: { Detector: { Type: 'AWS::LookoutMetrics::AnomalyDetector', Properties: properties } },
  })
}

describe('texts that are meant to be slow', () => {
  it.each(CASES)('are quick: %s', async (_, run) => {
    const before = performance.now()
    await run()
    expect(performance.now() - before).toBeLessThan(LIMIT_MS)
  })

  it('are no pattern: a principal that would be one', async () => {
    const principals = ['arn:(a+)+$(:sts::111122223333:assumed-role/r/s', `arn:aws:iam::111122223333:role/r`]
    const [findings] = await lintPolicies([
      {
        text: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: principals }, Action: 'sts:AssumeRole' }],
        }),
        file: 'hostile',
      },
    ])
    expect(findings!.map(({ code }) => code)).not.toContain('REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY')
  })
})
