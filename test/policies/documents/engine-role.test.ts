import { describe, expect, it } from 'vitest'
import { policiesFor } from '../../../policies/index.ts'
import { roleExternalId } from '../../../spec/index.ts'
import { ACCOUNT, expectAccess, KEY, OTHER_KEY, PLACE } from './ask.ts'
import { detector, roleOf, statementsOf } from './sample-roles.ts'

const ENGINE = roleOf('engine').arn

function traces(tracing: boolean): boolean {
  const actions = statementsOf(roleOf('engine', { tracing })).flatMap((statement) => statement.actions)
  return actions.some((action) => action.startsWith('xray:'))
}

describe('the role of the engine', () => {
  const statements = statementsOf(roleOf('engine', {}, detector(), { ...PLACE, stateKey: KEY }))
  const services = `arn:aws:iam::${ACCOUNT}:role/crowsnest/us-east-2/main/services/`
  const self = { 'lambda:SourceFunctionArn': `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-main` }
  const id = { 'sts:ExternalId': roleExternalId(PLACE, 'revenue', { kind: 'dataset' }) }
  const own = { 's3:ResourceAccount': ACCOUNT }
  const bucket = 'arn:aws:s3:::acme-crowsnest'

  it('assumes service roles, with an external id and from its own function only', () => {
    expectAccess(
      statements,
      {
        'a service role': ['sts:AssumeRole', `${services}x`, { ...self, ...id }],
        'its name': ['sts:SetSourceIdentity', `${services}x`, { 'sts:SourceIdentity': 'detector-revenue' }],
      },
      {
        'its own role': ['sts:AssumeRole', ENGINE, { ...self, ...id }],
        'a role of another engine': [
          'sts:AssumeRole',
          `arn:aws:iam::${ACCOUNT}:role/crowsnest/us-east-2/second/services/x`,
          { ...self, ...id },
        ],
        'the administrator': ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/Admin`, { ...self, ...id }],
        'without an external id': ['sts:AssumeRole', `${services}x`, self],
        "with another place's id": [
          'sts:AssumeRole',
          `${services}x`,
          { ...self, 'sts:ExternalId': 'crowsnest:eu-west-1:1:detector/x/dataset' },
        ],
        'from another function': [
          'sts:AssumeRole',
          `${services}x`,
          { ...id, 'lambda:SourceFunctionArn': `${self['lambda:SourceFunctionArn']}2` },
        ],
        'from outside of a function': ['sts:AssumeRole', `${services}x`, id],
        'as somebody else': ['sts:SetSourceIdentity', `${services}x`, { 'sts:SourceIdentity': 'alice' }],
      },
    )
  })

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
  it('keeps state by conditional writes: history is added to, declarations are replaced knowingly', () => {
    expectAccess(
      statements,
      {
        list: ['s3:ListBucket', bucket, { ...own, 's3:prefix': 'state/revenue/g/commits/' }],
        read: ['s3:GetObject', `${bucket}/state/revenue/g/commits/1`, own],
        commit: ['s3:PutObject', `${bucket}/state/revenue/g/commits/1`, { ...own, 's3:if-none-match': '*' }],
        'replace a declaration': [
          's3:PutObject',
          `${bucket}/detectors/revenue/dataset.json`,
          { ...own, 's3:if-match': '"e"' },
        ],
        remove: ['s3:DeleteObject', `${bucket}/state/revenue/g/outbox/1`, own],
        'the key': [
          'kms:GenerateDataKey',
          KEY,
          { 'kms:ViaService': 's3.us-east-2.amazonaws.com', 'kms:EncryptionContext:aws:s3:arn': bucket },
        ],
      },
      {
        overwrite: ['s3:PutObject', `${bucket}/state/revenue/g/commits/1`, own],
        'replace history': ['s3:PutObject', `${bucket}/state/revenue/g/commits/1`, { ...own, 's3:if-match': '"e"' }],
        'write beside': ['s3:PutObject', `${bucket}/else/1`, { ...own, 's3:if-none-match': '*' }],
        'remove an old version': ['s3:DeleteObjectVersion', `${bucket}/state/revenue/g/outbox/1`, own],
        'change the bucket': ['s3:PutBucketPolicy', bucket, own],
        'read data': ['s3:GetObject', 'arn:aws:s3:::acme-metrics/sales/a.csv', own],
        'the key directly': ['kms:GenerateDataKey', KEY, { 'kms:EncryptionContext:aws:s3:arn': bucket }],
        'another key': [
          'kms:Decrypt',
          OTHER_KEY,
          { 'kms:ViaService': 's3.us-east-2.amazonaws.com', 'kms:EncryptionContext:aws:s3:arn': bucket },
        ],
      },
    )
  })

  it('keeps to its prefix in a shared bucket', () => {
    const [, state] = policiesFor(detector(), { ...PLACE, statePrefix: 'crowsnest' }).roles[0]!.documents
    expectAccess(
      state!.statements,
      { read: ['s3:GetObject', `${bucket}/crowsnest/state/x`, own] },
      { 'read beside': ['s3:GetObject', `${bucket}/state/x`, own] },
    )
  })

  it('writes its log and makes no group', () => {
    const group = `arn:aws:logs:us-east-2:${ACCOUNT}:log-group:/aws/lambda/crowsnest-main`
    expectAccess(
      statements,
      { write: ['logs:PutLogEvents', `${group}:log-stream:1`] },
      {
        "another function's": ['logs:PutLogEvents', `${group}2:log-stream:1`],
        'make a group': ['logs:CreateLogGroup', group],
      },
    )
  })

  it('traces only where tracing is on', () => {
    expect([traces(true), traces(false)]).toEqual([true, false])
  })

  // https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
  it('lets Lambda manage interfaces in its subnets, and not its own code', () => {
    const network = statementsOf(
      roleOf('engine', { network: { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] } }),
    )
    const ec2 = `arn:aws:ec2:us-east-2:${ACCOUNT}:`
    const subnet = { 'ec2:Subnet': `${ec2}subnet/subnet-0a1b2c3d` }
    expectAccess(
      network,
      {
        'an interface': ['ec2:CreateNetworkInterface', `${ec2}network-interface/eni-1`],
        'in its subnet': ['ec2:CreateNetworkInterface', `${ec2}subnet/subnet-0a1b2c3d`],
        'with its group': ['ec2:CreateNetworkInterface', `${ec2}security-group/sg-0a1b2c3d`],
        remove: ['ec2:DeleteNetworkInterface', `${ec2}network-interface/eni-1`, subnet],
        look: ['ec2:DescribeNetworkInterfaces', '*'],
      },
      {
        'in another subnet': ['ec2:CreateNetworkInterface', `${ec2}subnet/subnet-ffffffff`],
        'with another group': ['ec2:CreateNetworkInterface', `${ec2}security-group/sg-ffffffff`],
        'remove in another subnet': [
          'ec2:DeleteNetworkInterface',
          `${ec2}network-interface/eni-1`,
          { 'ec2:Subnet': `${ec2}subnet/subnet-f` },
        ],
        'by the code': ['ec2:CreateNetworkInterface', `${ec2}network-interface/eni-1`, self],
        'removed by the code': ['ec2:DeleteNetworkInterface', `${ec2}network-interface/eni-1`, { ...subnet, ...self }],
        'looked at by the code': ['ec2:DescribeSubnets', '*', self],
        'permission for another account': ['ec2:CreateNetworkInterfacePermission', `${ec2}network-interface/eni-1`],
      },
    )
  })
})
