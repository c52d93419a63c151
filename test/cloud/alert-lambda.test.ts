import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deliver } from '../../engine/alerts/deliver.ts'
import { fireAlerts } from '../../engine/alerts/index.ts'
import { alert, context, group } from '../engine/alerts/fixture.ts'
import { credentialsOf, recordCalls } from '../recording/record.ts'
import { awsOptions } from './aws.ts'

recordCalls(import.meta.filename)

/** End of central directory, and nothing before it. */
const EMPTY_ZIP = `504b0506${'00'.repeat(18)}`

describe('the Lambda channel', () => {
  it('hands an alert to a function, by ARN and by name', async () => {
    const { name, arn } = await freshFunction()
    for (const target of [arn, name]) {
      const result = await deliver(eventFor(target), delivery(name))
      expect(result).toMatchObject({ status: 'delivered', attempts: 1, error: null })
    }
  })

  it('does not repeat for a function that is not there', async () => {
    await configure({ use_docker: true }) // without docker the emulator takes events for any name
    const missing = 'arn:aws:lambda:us-east-1:123456789012:function:missing'
    expect(await deliver(eventFor(missing), delivery('missing'))).toMatchObject({
      status: 'refused',
      attempts: 1,
      error: { code: 'AWS_REFUSED' },
    })
  })
})

function eventFor(target: string) {
  const channel = { kind: 'lambda', function: target } as const
  return fireAlerts({}, [{ ...alert, channel }], { changed: [group], closed: [] }, context).events[0]
}

function delivery(name: string) {
  const { endpoint, credentials, region } = awsOptions(
    credentialsOf({ role: 'Lambda alert', names: { 'on-alert': name } }),
  )
  return { writeLine: () => {}, aws: () => ({ endpoint, credentials, region }), sleep: async () => {} }
}

/** A function that the emulator does not run: it takes the event. */
async function freshFunction(): Promise<{ readonly name: string; readonly arn: string }> {
  await configure({ use_docker: false })
  const client = new LambdaClient(awsOptions())
  const name = `alerts-${randomUUID()}`
  const { FunctionArn } = await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: await freshRole(name),
      Code: { ZipFile: Buffer.from(EMPTY_ZIP, 'hex') },
    }),
  )
  return { name, arn: FunctionArn! }
}

async function configure(lambda: { readonly use_docker: boolean }): Promise<void> {
  const { endpoint } = awsOptions()
  await fetch(`${endpoint}/moto-api/config`, { method: 'POST', body: JSON.stringify({ lambda }) })
}

/** A role that Lambda may assume, by IAM's query protocol; the emulator looks at the signature for the service alone. */
async function freshRole(name: string): Promise<string> {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }
  const answer = await fetch(awsOptions().endpoint, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request' },
    body: new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }),
  })
  return /<Arn>(.+)<\/Arn>/.exec(await answer.text())![1]
}
