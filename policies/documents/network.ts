import { localArn, type AwsPlace } from '../../spec/index.ts'
import { PolicyError } from './policy-error.ts'
import { checkAccount, type EngineNames } from './place.ts'
import type { Statement } from './policy-document.ts'

/** Where in a VPC the engine runs, to reach databases. */
export interface EngineNetwork {
  /** Ids, `subnet-...`; at least one. */
  readonly subnets: readonly string[]
  /** Ids, `sg-...`; at least one. */
  readonly securityGroups: readonly string[]
  /** Account that owns the subnets and shares them, as in a shared VPC; default the engine's. */
  readonly subnetAccount?: string
}

const SOURCE = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html'

/**
 * What Lambda needs to put the engine into a VPC. The rights are Lambda's, which uses the engine's role for them; to the code of
 * the engine they are denied. One statement per type of resource: a condition or ARN for one type never fits the others.
 *
 * @throws {PolicyError} NAME_INVALID, ACCOUNT_INVALID or CHOICE_MISSING
 */
export function networkStatements(
  place: AwsPlace,
  { functionArn }: EngineNames,
  { subnets, securityGroups, subnetAccount = place.account }: EngineNetwork,
): readonly Statement[] {
  if (subnets.length === 0 || securityGroups.length === 0) {
    throw new PolicyError('CHOICE_MISSING', { what: 'A network', choices: ['subnets and securityGroups of one VPC'] })
  }
  checkAccount(subnetAccount)
  const owner = { ...place, account: subnetAccount }
  const subnetArns = subnets.map((id) => localArn(owner, 'ec2', `subnet/${checkId(id, 'subnet-', 'a subnet')}`))
  const groupArns = securityGroups.map((id) =>
    localArn(place, 'ec2', `security-group/${checkId(id, 'sg-', 'a security group')}`),
  )
  const interfaces = localArn(place, 'ec2', 'network-interface/*')
  const allow = { effect: 'Allow', conditions: {}, operations: [], source: SOURCE } as const
  const create = ['ec2:CreateNetworkInterface']
  return [
    {
      ...allow,
      sid: 'CreateInterface',
      actions: create,
      resources: [interfaces],
      reason:
        'Lambda makes a network interface for the engine. Its id does not exist before, so that it cannot be named.',
    },
    {
      ...allow,
      sid: 'CreateInterfaceInSubnets',
      actions: create,
      resources: subnetArns,
      reason: 'In the subnets of the engine only.',
    },
    {
      ...allow,
      sid: 'CreateInterfaceWithGroups',
      actions: create,
      resources: groupArns,
      reason: 'With the security groups of the engine only.',
    },
    {
      ...allow,
      sid: 'RemoveInterface',
      actions: ['ec2:AssignPrivateIpAddresses', 'ec2:DeleteNetworkInterface', 'ec2:UnassignPrivateIpAddresses'],
      resources: [interfaces],
      conditions: { ArnEquals: { 'ec2:Subnet': subnetArns } },
      reason: 'Lambda gives its interfaces addresses and removes them. In the subnets of the engine only.',
    },
    {
      ...allow,
      sid: 'FindInterfaces',
      actions: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
      resources: ['*'],
      reason:
        'Lambda looks up its interfaces and the subnets. EC2 knows no resource for these actions, so that the star is required.',
    },
    {
      sid: 'NotForTheCode',
      effect: 'Deny',
      actions: [
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: ['*'],
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': [functionArn] } },
      reason:
        'The rights above are for Lambda itself, in whose calls the key is absent. Code that runs in the engine does not need them and does not get them.',
      operations: [],
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html',
    },
  ]
}

function checkId(id: string, prefix: string, what: string): string {
  if (id.startsWith(prefix) && /^([0-9a-f]{8}|[0-9a-f]{17})$/.test(id.slice(prefix.length))) return id
  throw new PolicyError('NAME_INVALID', { got: id, what })
}
