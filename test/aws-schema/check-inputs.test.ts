import { describe, expect, it } from 'vitest'
import { checkInputs, resourceSchema, validateAsCloudFormation } from './index.ts'
import { UNKNOWN } from './pulumi-value.ts'

const SCHEDULE = 'aws:scheduler/schedule:Schedule'
const schedule = {
  name: 'revenue',
  groupName: 'crowsnest-engine',
  flexibleTimeWindow: { mode: 'OFF' },
  scheduleExpression: 'cron(10 * * * ? *)',
  target: {
    arn: 'arn:aws:lambda:us-east-1:123456789012:function:crowsnest-engine',
    roleArn: 'arn:aws:iam::123456789012:role/scheduler',
    input: '{}',
    retryPolicy: { maximumRetryAttempts: 3 },
  },
}

describe('resourceSchema', () => {
  it('knows inputs, nested objects and outputs', () => {
    const { inputs, outputs, types } = resourceSchema(SCHEDULE)
    expect(inputs['target']).toEqual({ type: { kind: 'object', name: 'scheduler.ScheduleTarget' }, required: true })
    expect(types['scheduler.ScheduleTarget']!['roleArn']).toEqual({ type: { kind: 'string' }, required: true })
    expect(outputs['arn']).toEqual({ type: { kind: 'string' }, required: true })
  })

  it('refuses a type that the AWS provider has not', () => {
    expect(() => resourceSchema('aws:s3/bucket:Bukket')).toThrow('declares no resource type aws:s3/bucket:Bukket')
  })
})

describe('checkInputs', () => {
  it('finds nothing in good inputs', () => {
    expect(checkInputs(SCHEDULE, schedule)).toEqual([])
  })

  it.each([
    [{ groupNam: 'x' }, 'groupNam', 'did you mean groupName?'],
    [{ target: { arn: 'arn:aws:lambda:us-east-1:123456789012:function:x' } }, 'target.roleArn', 'missing'],
    [{ flexibleTimeWindow: { mode: 'off' } }, 'flexibleTimeWindow.mode', 'must be one of OFF, FLEXIBLE'],
    [{ name: 'revenue hourly' }, 'name', 'must match'],
    [{ scheduleExpression: 5 }, 'scheduleExpression', 'must be a string, not 5'],
    [{ namePrefix: 'x' }, 'namePrefix', 'conflicts with name'],
    [
      { target: { ...schedule.target, retryPolicy: { maximumRetryAttempts: 186 } } },
      'target.retryPolicy.maximumRetryAttempts',
      'between 0 and 185',
    ],
  ])('finds what is wrong in %j', (change, path, message) => {
    expect(checkInputs(SCHEDULE, { ...schedule, ...change })).toEqual([
      { path, message: expect.stringContaining(message) },
    ])
  })

  it('takes unknown values for good, at any depth', () => {
    expect(checkInputs(SCHEDULE, { ...schedule, groupName: UNKNOWN, target: UNKNOWN })).toEqual([])
    expect(checkInputs(SCHEDULE, { ...schedule, target: { ...schedule.target, roleArn: UNKNOWN } })).toEqual([])
  })
})

describe('validateAsCloudFormation', () => {
  it('finds nothing in a good schedule', () => {
    expect(validateAsCloudFormation([{ type: SCHEDULE, name: 'revenue', inputs: schedule }])).toEqual([])
  })

  it('finds a policy that IAM would refuse', () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Alow', Action: 's3:GetObject', Resource: '*' }],
    })
    const inputs = { name: 'read', role: 'engine', policy }
    expect(validateAsCloudFormation([{ type: 'aws:iam/rolePolicy:RolePolicy', name: 'read', inputs }])).toEqual([
      expect.objectContaining({ resource: 'aws:iam/rolePolicy:RolePolicy read', rule: 'E3510' }),
    ])
  })
})
