import { LogGroup } from '@pulumi/aws/cloudwatch/index.js'
import { Role, RolePolicy } from '@pulumi/aws/iam/index.js'
import { Key } from '@pulumi/aws/kms/index.js'
import { Function, Permission } from '@pulumi/aws/lambda/index.js'
import { Bucket } from '@pulumi/aws/s3/index.js'
import { Schedule } from '@pulumi/aws/scheduler/index.js'
import { Secret } from '@pulumi/aws/secretsmanager/index.js'
import * as pulumi from '@pulumi/pulumi'

const ENGINE = 'arn:aws:iam::111122223333:role/crowsnest/us-east-2/main/crowsnest-main-engine-0123456789'

/** What a hurried team might write by hand: each resource breaks a rule of the pack. */
export function badStack(): void {
  const engineRole = new Role('engine', {
    name: 'metrics-engine',
    assumeRolePolicy: policy(trust({ Service: 'lambda.amazonaws.com' })),
  })
  new Function('crowsnest-engine', {
    name: 'crowsnest-engine',
    role: engineRole.arn,
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    code: new pulumi.asset.AssetArchive({ 'index.js': new pulumi.asset.StringAsset('export const handler = 0') }),
    environment: { variables: { CROWSNEST_ENGINE: 'main', CROWSNEST_STATE: 's3://acme-state/' } },
  })
  new Bucket('state', { bucket: 'acme-state', forceDestroy: true })
  new Role('sales', { assumeRolePolicy: policy(trust({ AWS: ENGINE })) })
  new Role('views', { assumeRolePolicy: engineRole.arn.apply((AWS) => policy(trust({ AWS }))) })
  const secret = new Secret('sales-db', { name: 'sales-db' })
  new RolePolicy('crowsnest-sales', {
    name: 'crowsnest-sales',
    role: 'sales',
    policy: secret.arn.apply((arn) => policy({ Action: 'secretsmanager:GetSecretValue', Resource: arn })),
  })
  new RolePolicy('everything', { role: 'sales', policy: policy({ Action: '*', Resource: '*' }) })
  new RolePolicy('mistyped', {
    role: 'sales',
    policy: policy({ Action: 's3:GetObjct', Resource: 'arn:aws:s3:::acme/*' }),
  })
  new RolePolicy('passes', { role: 'sales', policy: policy({ Action: 'iam:PassRole', Resource: '*' }) })
  new RolePolicy('doubtful', {
    role: 'sales',
    policy: policy({
      Action: 'secretsmanager:GetSecretValue',
      Resource: 'arn:aws:secretsmanager:us-east-2:111122223333:secret:no-suffix',
    }),
  })
  new Permission('from-topic', { action: 'lambda:InvokeFunction', function: 'notify', principal: 'sns.amazonaws.com' })
  new Key('state-key', {})
  new LogGroup('log', { name: '/acme/metrics' })
  new Schedule('wake-up', {
    scheduleExpression: 'rate(1 hour)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: { arn: 'arn:aws:lambda:us-east-2:111122223333:function:crowsnest-engine', roleArn: ENGINE },
  })
}

function trust(principal: Readonly<Record<string, string>>) {
  return { Principal: principal, Action: 'sts:AssumeRole' }
}

function policy(statement: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
}
