import { describe, expect, it } from 'vitest'
import { CLOUDFORMATION_TYPES, NOT_IN_CLOUDFORMATION } from './cloudformation-types.ts'
import { GOOD_INPUTS } from './good-inputs.ts'
import { checkInputs, resourceSchema, TYPE_RULES, validateAsCloudFormation, type PropertyType } from './index.ts'
import { scheduleExpressionProblem } from './rules/schedule-expression.ts'

const TYPES = Object.keys(TYPE_RULES).toSorted()

describe('the rules', () => {
  it('know the types that have a form in CloudFormation and those that have none, and good inputs of each', () => {
    expect([...Object.keys(CLOUDFORMATION_TYPES), ...NOT_IN_CLOUDFORMATION].toSorted()).toEqual(TYPES)
    expect(Object.keys(GOOD_INPUTS).toSorted()).toEqual(TYPES)
  })

  it.each(TYPES)('of %s name properties that it has', (type) => {
    const { replaceOn, replaceWhen = [], values = [], conflicts = [], atLeastOneOf = [] } = TYPE_RULES[type]!
    const { rename = {}, drop = [] } = CLOUDFORMATION_TYPES[type] ?? {}
    const paths = [
      ...replaceOn.filter((path) => path !== 'region' || Object.hasOwn(resourceSchema(type).inputs, 'region')),
      ...replaceWhen.map(({ path }) => path),
      ...values.map(({ path }) => path),
      ...conflicts.flat(),
      ...atLeastOneOf.flat(),
      ...Object.keys(rename),
      ...drop,
    ]
    expect(paths.filter((path) => !hasPath(type, path))).toEqual([])
  })
})

describe('checkInputs', () => {
  it.each(TYPES)('finds nothing in good inputs of %s', (type) => {
    expect(checkInputs(type, GOOD_INPUTS[type]!)).toEqual([])
  })

  it.each([
    ['aws:s3/bucket:Bucket', { bucket: 'Upper' }, 'bucket', 'must match'],
    [
      'aws:s3/bucketVersioning:BucketVersioning',
      { versioningConfiguration: { status: 'enabled' } },
      'versioningConfiguration.status',
      'Enabled',
    ],
    ['aws:s3/bucketObjectv2:BucketObjectv2', { contentBase64: 'e30=' }, 'contentBase64', 'conflicts with content'],
    ['aws:iam/role:Role', { path: 'crowsnest' }, 'path', 'must match'],
    ['aws:iam/role:Role', { assumeRolePolicy: '{' }, 'assumeRolePolicy', 'JSON document'],
    ['aws:lambda/function:Function', { memorySize: 10_241 }, 'memorySize', 'between 128 and 10240'],
    ['aws:lambda/function:Function', { architectures: ['arm'] }, 'architectures[0]', 'must be one of arm64, x86_64'],
    ['aws:lambda/function:Function', { code: undefined }, 'code', 'one of code, imageUri, s3Bucket'],
    [
      'aws:lambda/function:Function',
      { environment: { variables: { A: 1 } } },
      'environment.variables["A"]',
      'a string',
    ],
    ['aws:cloudwatch/logGroup:LogGroup', { retentionInDays: 91 }, 'retentionInDays', 'must be one of 0, 1, 3'],
    ['aws:cloudwatch/metricAlarm:MetricAlarm', { metricQueries: [{ id: 'a' }] }, 'metricQueries', 'conflicts'],
    [
      'aws:sqs/queue:Queue',
      { kmsMasterKeyId: 'alias/aws/sqs' },
      'sqsManagedSseEnabled',
      'conflicts with kmsMasterKeyId',
    ],
    ['aws:kms/alias:Alias', { name: 'alias/aws/mine' }, 'name', 'must match'],
    ['aws:secretsmanager/secret:Secret', { recoveryWindowInDays: 3 }, 'recoveryWindowInDays', 'must be one of 0, 7'],
    [
      'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
      { prefixListId: 'pl-1' },
      'prefixListId',
      'conflicts with cidrIpv4',
    ],
  ])('finds what is wrong in %s %j', (type, change, path, message) => {
    const problems = checkInputs(type, { ...GOOD_INPUTS[type], ...change })
    expect(problems[0]).toEqual({ path, message: expect.stringContaining(message) })
  })
})

describe('validateAsCloudFormation', () => {
  it('finds nothing in good inputs of all types', () => {
    const resources = TYPES.map((type) => ({ type, name: 'good', inputs: GOOD_INPUTS[type]! }))
    expect(validateAsCloudFormation(resources)).toEqual([])
  })

  it.each([
    ['aws:lambda/function:Function', { memorySize: 20 }],
    ['aws:scheduler/schedule:Schedule', { state: 'ON' }],
    ['aws:s3/bucketVersioning:BucketVersioning', { versioningConfiguration: { status: 'enabled' } }],
    ['aws:sqs/queue:Queue', { delaySeconds: 901 }],
    ['aws:kms/key:Key', { keyUsage: 'LOCK' }],
  ])('finds what is wrong in %s %j', (type, change) => {
    const [finding] = validateAsCloudFormation([{ type, name: 'bad', inputs: { ...GOOD_INPUTS[type], ...change } }])
    expect(finding).toMatchObject({ resource: `${type} bad` })
  })
})

describe('scheduleExpressionProblem', () => {
  it.each([
    'cron(0 8 1 * ? *)',
    'cron(0/5 8-17 ? * MON-FRI *)',
    'cron(0 9 L * ? *)',
    'cron(15 10 ? * 6L 2026-2030)',
    'cron(0 18 ? * 2#1 *)',
    'cron(1,31 * * jan-mar ? *)',
    'rate(1 hour)',
    'at(2026-11-22T09:00:00)',
  ])('takes %s', (expression) => {
    expect(scheduleExpressionProblem(expression)).toBeUndefined()
  })

  it.each([
    ['cron(99 * * * ? *)', 'no minutes 99'],
    ['cron(* * * * * *)', 'wants ?'],
    ['cron(* * ? * ? *)', 'wants ?'],
    ['cron(* * * * ?)', '6 fields'],
    ['cron(* 24 * * ? *)', 'no hours 24'],
    ['cron(*/0 * * * ? *)', 'no minutes */0'],
    ['rate(0 minutes)', 'rate(...)'],
    ['rate(5 seconds)', 'rate(...)'],
    ['at(2026-13-22T09:00:00)', 'at(...)'],
    ['every 5 minutes', 'must be at(...)'],
  ])('refuses %s', (expression, message) => {
    expect(scheduleExpressionProblem(expression)).toContain(message)
  })
})

function hasPath(type: string, path: string): boolean {
  const { inputs, types } = resourceSchema(type)
  let properties = inputs
  for (const [i, step] of path.split('.').entries()) {
    const property = properties[step.replace('[]', '')]
    const inner = property && insideOf(property.type, step.endsWith('[]'))
    if (inner === undefined) return false
    if (i === path.split('.').length - 1) return true
    if (inner.kind !== 'object') return false
    properties = types[inner.name]!
  }
  return false
}

function insideOf(type: PropertyType, isList: boolean): PropertyType | undefined {
  if (!isList) return type
  return type.kind === 'list' ? type.items : undefined
}
