import { setTimeout as sleep } from 'node:timers/promises'
import {
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeBundles } from '../../../scripts/bundle.ts'
import type { Emulator } from '../emulator.ts'
import {
  installMiniStack,
  MINISTACK_ACCOUNT,
  MINISTACK_ADMINISTRATOR,
  miniStackOptions,
  startMiniStack,
} from '../ministack.ts'
import { commandsOf, openShell, type Shell } from './tools.ts'

const FOLDER = 'node_modules/crowsnest/templates/cloudformation'
const ROLE = `arn:aws:iam::${MINISTACK_ACCOUNT}:role/crowsnest/us-east-1/main/services/orders`

let emulator: Emulator
let shell: Shell
beforeAll(async () => {
  installMiniStack()
  await writeBundles()
  emulator = await startMiniStack({ enforceIam: true })
  shell = openShell(emulator.endpoint, MINISTACK_ADMINISTRATOR)
})
afterAll(async () => {
  shell?.close()
  await emulator?.stop()
})

describe('vpc-network.yml, on an emulator', { timeout: 300_000 }, () => {
  // What every account has from the beginning.
  let before: Awaited<ReturnType<typeof network>>
  beforeAll(async () => {
    before = await network()
  })

  it.each([
    { what: 'of the documentation', parameters: 'RdsEndpoint=true', endpoints: 6, gateways: 0 },
    { what: 'with a NAT gateway', parameters: 'NatGateway=true', endpoints: 5, gateways: 1 },
    {
      what: 'with every endpoint',
      parameters:
        'RdsEndpoint=true MonitoringEndpoint=true RedshiftDataEndpoint=true AthenaEndpoint=true AppflowEndpoint=true',
      endpoints: 10,
      gateways: 0,
    },
  ])('makes the network $what, and takes it apart to nothing', async ({ parameters, endpoints, gateways }) => {
    const [command] = commandsOf('docs/cloudformation.md').flatMap(({ heading, commands }) =>
      heading === 'In a VPC' ? [commands] : [],
    )
    await shell.run(command!.replace('RdsEndpoint=true', parameters))
    const made = await network()
    expect(made.endpoints).toHaveLength(endpoints)
    expect(made.gateways).toHaveLength(gateways)
    expect(made.addresses).toHaveLength(gateways)
    expect(made.subnets).toHaveLength(3 + before.subnets.length)
    await remove('crowsnest-network')
    expect(await network()).toEqual(before)
  })
})

// MiniStack takes the encryption of a bucket, the network of a function and its reserved executions, and does nothing with them.
describe('engine.yml with all that it can have, on an emulator', { timeout: 300_000 }, () => {
  let places: string
  beforeAll(async () => {
    await deploy('network', 'vpc-network')
    const [a, b, group] = await Promise.all(
      ['PrivateSubnetA', 'PrivateSubnetB', 'SecurityGroup'].map((key) => output('network', key)),
    )
    places = `SubnetA=${a} SubnetB=${b} SecurityGroup=${group}`
    await shell.run(
      `aws s3 mb s3://code && aws s3 cp node_modules/crowsnest/dist/bundle/engine.zip s3://code/engine.zip`,
    )
  })
  afterAll(() => remove('network'))

  it('makes a key, tracing, the right to a network, alarms and their mail', async () => {
    await deploy(
      'crowsnest-main',
      'engine',
      `CodeBucket=code CodeKey=engine.zip CreateStateKey=true Tracing=true ReservedConcurrency=3 LogRetentionDays=30 ` +
        `AlarmEmail=oncall@example.com ConsoleUrl=https://crowsnest.example.com/ Architecture=x86_64 ${places}`,
    )
    const { KeyMetadata: key } = (await ask('kms describe-key --key-id alias/crowsnest-main')) as {
      readonly KeyMetadata: { readonly KeyId: string; readonly Enabled: boolean }
    }
    expect(key.Enabled).toBe(true)
    expect(await ask(`kms get-key-rotation-status --key-id ${key.KeyId}`)).toMatchObject({ KeyRotationEnabled: true })
    const { Policy } = (await ask(`kms get-key-policy --key-id ${key.KeyId} --policy-name default`)) as {
      readonly Policy: string
    }
    expect(Policy).toContain('role/crowsnest/us-east-1/main/crowsnest-main-engine-')
    expect(await ask('lambda get-function-configuration --function-name crowsnest-main')).toMatchObject({
      TracingConfig: { Mode: 'Active' },
      Architectures: ['x86_64'],
      Environment: { Variables: { CROWSNEST_CONSOLE_URL: 'https://crowsnest.example.com/' } },
    })
    expect(await ask('logs describe-log-groups --query logGroups[].retentionInDays')).toEqual([30])
    expect(await ask('sns list-subscriptions --query Subscriptions[].[Protocol,Endpoint]')).toEqual([
      ['email', 'oncall@example.com'],
    ])
    expect(await alarms()).toHaveLength(10)
    expect(await policiesOfEngine()).toEqual(['network', 'observability', 'service-roles', 'state'])
  })

  it('is changed in place', async () => {
    await deploy('crowsnest-main', 'engine', 'MemorySize=1024 Alarms=false Tracing=false')
    expect(await alarms()).toEqual([])
    expect(await ask('sns list-subscriptions --query Subscriptions')).toEqual([])
    expect(await ask('lambda get-function-configuration --function-name crowsnest-main')).toMatchObject({
      MemorySize: 1024,
    })
  })

  it('goes but for the bucket of the state, its policy and its key', async () => {
    const key = (await ask('kms list-aliases --query Aliases[].TargetKeyId')) as readonly string[]
    await remove('crowsnest-main')
    expect(await ask('iam list-roles --query Roles[].RoleName')).toEqual([])
    expect(await ask('lambda list-functions --query Functions[].FunctionName')).toEqual([])
    expect(await ask('kms list-aliases --query Aliases')).toEqual([])
    expect(await ask(`kms describe-key --key-id ${key[0]!}`)).toMatchObject({ KeyMetadata: { Enabled: true } })
    expect(await ask('s3api list-buckets --query Buckets[].Name')).toContain(
      `crowsnest-main-${MINISTACK_ACCOUNT}-us-east-1`,
    )
  })
})

describe('templates for owners, on an emulator', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    await new IAMClient(miniStackOptions(emulator)).send(
      new CreateRoleCommand({ RoleName: 'function', AssumeRolePolicyDocument: '{}' }),
    )
  })
  const other = ROLE.replace(/orders$/, 'sales')

  it.each([
    {
      template: 'owner-athena',
      prepare: 's3 mb s3://lake',
      parameters: 'BucketName=lake Prefix=orders/',
      look: 's3api get-bucket-policy --bucket lake --query Policy',
    },
    {
      template: 'owner-appflow',
      prepare: 's3 mb s3://flows',
      parameters: 'BucketName=flows FlowName=salesforce',
      look: 's3api get-bucket-policy --bucket flows --query Policy',
    },
    {
      template: 'owner-topic',
      prepare: 'sns create-topic --name oncall',
      parameters: `TopicArn=arn:aws:sns:us-east-1:${MINISTACK_ACCOUNT}:oncall`,
      look: `sns get-topic-attributes --topic-arn arn:aws:sns:us-east-1:${MINISTACK_ACCOUNT}:oncall --query Attributes.Policy`,
    },
    {
      template: 'owner-function',
      prepare:
        'lambda create-function --function-name act --runtime nodejs24.x --handler index.handler --code S3Bucket=code,S3Key=engine.zip ' +
        `--role arn:aws:iam::${MINISTACK_ACCOUNT}:role/function`,
      parameters: `FunctionArn=arn:aws:lambda:us-east-1:${MINISTACK_ACCOUNT}:function:act`,
      look: 'lambda get-policy --function-name act --query Policy',
    },
    {
      template: 'owner-secret',
      prepare: 'secretsmanager create-secret --name AmazonLookoutMetrics-sales --secret-string x',
      parameters: '',
      look: 'secretsmanager get-resource-policy --secret-id AmazonLookoutMetrics-sales --query ResourcePolicy',
    },
  ])('$template lets a role in, then another, then none', async ({ template, prepare, parameters, look }) => {
    const made = await shell.run(`aws ${prepare}`)
    const secret = /"ARN": "(.*:secret:.*)"/.exec(made)?.[1]
    const all = secret === undefined ? parameters : `SecretArn=${secret}`
    await deploy(template, template, `RoleArn=${ROLE} ${all}`)
    expect(String(await ask(look))).toContain(ROLE)
    await deploy(template, template, `RoleArn=${other} ${all}`)
    const changed = String(await ask(look))
    expect([changed.includes(other), changed.includes(ROLE)]).toEqual([true, false])
    await remove(template)
    const left = await ask(look).catch(() => null)
    expect(String(left)).not.toContain(other)
  })
})

async function deploy(stack: string, template: string, parameters = ''): Promise<void> {
  // The command names what it changes by the second.
  await sleep(1_100)
  const overrides = parameters === '' ? '' : `--parameter-overrides ${parameters}`
  await shell.run(
    `aws cloudformation deploy --stack-name ${stack} --template-file ${FOLDER}/${template}.yml --capabilities CAPABILITY_NAMED_IAM ${overrides}`,
  )
}

async function remove(stack: string): Promise<void> {
  await shell.run(`aws cloudformation delete-stack --stack-name ${stack}`)
  await shell.run(`aws cloudformation wait stack-delete-complete --stack-name ${stack}`)
}

async function ask(command: string): Promise<unknown> {
  return JSON.parse(await shell.run(`aws ${command} --output json`)) as unknown
}

async function output(stack: string, key: string): Promise<string> {
  const query = `Stacks[0].Outputs[?OutputKey==\`${key}\`].OutputValue|[0]`
  return String(await ask(`cloudformation describe-stacks --stack-name ${stack} --query '${query}'`))
}

async function alarms(): Promise<readonly string[]> {
  return (await ask('cloudwatch describe-alarms --query MetricAlarms[].AlarmName')) as readonly string[]
}

async function policiesOfEngine(): Promise<readonly string[]> {
  const roles = (await ask('iam list-roles --query Roles[].RoleName')) as readonly string[]
  const engine = roles.find((name) => name.startsWith('crowsnest-main-engine-'))!
  return ((await ask(`iam list-role-policies --role-name ${engine} --query PolicyNames`)) as string[]).toSorted()
}

/** Ids of all that a network can be made of. */
async function network() {
  const ec2 = new EC2Client(miniStackOptions(emulator))
  const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({}))
  return {
    vpcs: (await ec2.send(new DescribeVpcsCommand({}))).Vpcs!.map(({ VpcId }) => VpcId),
    subnets: (await ec2.send(new DescribeSubnetsCommand({}))).Subnets!.map(({ SubnetId }) => SubnetId),
    routes: (await ec2.send(new DescribeRouteTablesCommand({}))).RouteTables!.map(({ RouteTableId }) => RouteTableId),
    groups: (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups!.map(({ GroupId }) => GroupId),
    internet: (await ec2.send(new DescribeInternetGatewaysCommand({}))).InternetGateways!.map(
      ({ InternetGatewayId }) => InternetGatewayId,
    ),
    endpoints: (await ec2.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints!.map(
      ({ ServiceName }) => ServiceName,
    ),
    addresses: (await ec2.send(new DescribeAddressesCommand({}))).Addresses!.map(({ AllocationId }) => AllocationId),
    gateways: NatGateways.filter(({ State }) => State !== 'deleted').map(({ NatGatewayId }) => NatGatewayId),
  }
}
