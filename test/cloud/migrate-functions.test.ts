import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { migrate } from '../../spec/migration/index.ts'
import { template } from '../spec/migration/inputs.ts'
import { awsEndpoint } from './aws.ts'
import { PARTS, ROWS } from '../spec/migration/template-rows.ts'

/** What the emulator's stacks know of themselves, and the parameter that has no default. */
const GIVEN = { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '123456789012', 'AWS::Partition': 'aws', Open: 'a' }

/** Where the emulator differs from what CloudFormation documents. */
const NOT_EMULATED: Readonly<Record<string, string>> = {
  'Join of a list': 'the default of a list stays a text',
  Select: 'the default of a list stays a text',
  'Join without what is not there': 'AWS::NoValue is joined as "None"',
  'FindInMap with a default': 'fails within',
  // In CloudFormation the values of parameters are texts.
  'If of a number and a text': 'a number is not its text',
}

function ours(given: unknown): unknown {
  const text = JSON.stringify(template({ AnomalyDetectorDescription: given }, PARTS))
  const { detectors } = migrate([{ name: 'given', text }], { parameters: new Map(Object.entries(GIVEN)) })
  return (parse(detectors[0]!.text) as { description?: unknown }).description
}

async function cloudFormation(action: string, form: Readonly<Record<string, string>>): Promise<string> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0'
  const body = new URLSearchParams({ Action: action, Version: '2010-05-15', ...form })
  const response = await fetch(awsEndpoint(), { method: 'POST', body, headers: { authorization } })
  const text = await response.text()
  if (!response.ok) throw new Error(`${action}: ${text}`)
  return text
}

/** Outputs of a stack by name. */
async function outputsOf(outputs: Readonly<Record<string, unknown>>): Promise<ReadonlyMap<string, string>> {
  const { Stored: _stored, ...parameters } = PARTS.Parameters
  const { Circle: _circle, Function: _function, ...resources } = PARTS.Resources
  const { Loop: _loop, ...conditions } = PARTS.Conditions
  const TemplateBody = JSON.stringify({
    ...PARTS,
    Parameters: parameters,
    Conditions: conditions,
    Resources: resources,
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { Value: value }])),
  })
  const StackName = `functions-${Object.keys(outputs).join('')}`
  const given = { 'Parameters.member.1.ParameterKey': 'Open', 'Parameters.member.1.ParameterValue': GIVEN.Open }
  await cloudFormation('CreateStack', { StackName, TemplateBody, ...given })
  const described = await cloudFormation('DescribeStacks', { StackName }).finally(() =>
    cloudFormation('DeleteStack', { StackName }),
  )
  return new Map(
    [...described.matchAll(/<OutputKey>(\w+)<\/OutputKey>\s*<OutputValue>([^<]*)<\/OutputValue>/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  )
}

// An independent implementation of the functions of templates: moto's.
describe('what a migration computes of a template', () => {
  const rows = ROWS.map(([what, given]) => ({ what, given, expected: ours(given) })).filter(
    ({ what, given, expected }) =>
      typeof expected === 'string' &&
      !expected.includes('<<') &&
      NOT_EMULATED[what] === undefined &&
      !/Circle|Function|Loop|Stored|ImportValue|resolve:/.test(JSON.stringify(given)),
  )

  it.each(rows)('is what a stack has: $what', async ({ what, given, expected }) => {
    const name = `R${rows.findIndex((row) => row.what === what)}`
    expect((await outputsOf({ [name]: given })).get(name)).toBe(expected)
  })

  it('is most of the functions', () => {
    expect(rows.length).toBeGreaterThan(20)
  })
})
