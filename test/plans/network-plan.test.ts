import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ENDPOINT_SERVICES, engineRoleArn, type EndpointService } from '../../policies/index.ts'
import { checkNetwork, endpointServiceName, planEndpoint, planNetwork } from '../../plans/index.ts'
import { formatIpRange, parseIpRange, subrange, type IpRange } from '../../plans/ip-range.ts'

const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' } as const

/** Ranges of every size that a VPC may have. */
const vpcs = fc
  .record({ prefix: fc.integer({ min: 16, max: 26 }), part: fc.nat() })
  .map(({ prefix, part }): IpRange => ({ prefix, first: (part % 2 ** prefix) * 2 ** (32 - prefix) }))

describe('planNetwork', () => {
  it("has the addresses of the original service's template", () => {
    // Guide: Amazon VPC, vpc-network.yml
    expect(planNetwork()).toEqual({
      cidrBlock: '172.31.0.0/16',
      publicSubnet: '172.31.0.0/24',
      privateSubnets: ['172.31.3.0/24', '172.31.2.0/24'],
    })
  })

  it('keeps the subnets of any VPC inside of it, apart, and as large as AWS wants them', () => {
    fc.assert(
      fc.property(vpcs, (vpc) => {
        const { publicSubnet, privateSubnets } = planNetwork(formatIpRange(vpc))
        const subnets = [publicSubnet, ...privateSubnets].map((block) => parseIpRange(block)!)
        for (const [i, subnet] of subnets.entries()) {
          expect([subnet.first >= vpc.first, last(subnet) <= last(vpc)]).toEqual([true, true])
          expect(subnet.prefix).toBeGreaterThanOrEqual(16)
          expect(subnet.prefix).toBeLessThanOrEqual(28)
          for (const other of subnets.slice(i + 1)) {
            expect(last(subnet) < other.first || last(other) < subnet.first).toBe(true)
          }
        }
      }),
    )
  })
})

describe('parseIpRange', () => {
  it('reads what formatIpRange writes', () => {
    fc.assert(
      fc.property(vpcs, (range) => {
        expect(parseIpRange(formatIpRange(range))).toEqual(range)
        expect(parseIpRange(formatIpRange(subrange(range, 28, 3)))).toEqual(subrange(range, 28, 3))
      }),
    )
  })

  it.each([
    '172.31.0.0',
    '172.31.0.1/16',
    '172.31.0.0/33',
    '256.0.0.0/16',
    '10.0.0/16',
    'fd00::/8',
    '',
    '10.0.0.0/16 ',
  ])('refuses %j', (text) => {
    expect(parseIpRange(text)).toBeNull()
  })
})

describe('endpointServiceName', () => {
  // https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html; for China the names that
  // `aws ec2 describe-vpc-endpoint-services` lists: https://github.com/aws/aws-cdk/pull/16139
  it.each([
    ['us-east-1', 'sts', 'com.amazonaws.us-east-1.sts'],
    ['us-gov-west-1', 'sns', 'com.amazonaws.us-gov-west-1.sns'],
    ['cn-north-1', 's3', 'com.amazonaws.cn-north-1.s3'],
    ['cn-north-1', 'sts', 'cn.com.amazonaws.cn-north-1.sts'],
    ['cn-north-1', 'lambda', 'cn.com.amazonaws.cn-north-1.lambda'],
    ['cn-northwest-1', 'redshift-data', 'cn.com.amazonaws.cn-northwest-1.redshift-data'],
    ['cn-northwest-1', 'monitoring', 'cn.com.amazonaws.cn-northwest-1.monitoring'],
    ['cn-north-1', 'sns', 'com.amazonaws.cn-north-1.sns'],
    ['cn-north-1', 'secretsmanager', 'com.amazonaws.cn-north-1.secretsmanager'],
  ] as const)('in %s has for %s the name %s', (region, service, name) => {
    expect(endpointServiceName({ region }, service)).toBe(name)
  })
})

describe('planEndpoint', () => {
  it('lets through the role of the engine that it is told of, and its service roles', () => {
    const { serviceName, policy } = planEndpoint('s3', { engine: { name: 'main', stateBucket: 'acme-state' } }, PLACE)
    expect(serviceName).toBe('com.amazonaws.eu-west-1.s3')
    const role = engineRoleArn({ ...PLACE, engine: 'main', stateBucket: 'acme-state' })
    expect(principalsOf(policy)).toEqual([role, 'arn:aws:iam::111122223333:role/crowsnest/eu-west-1/main/services/*'])
    expect(policy).toContain('arn:aws:s3:::acme-state/state/*')
  })

  it('lets through the roles of all engines of the region, or those below a path, where none is named', () => {
    expect(principalsOf(planEndpoint('sns', {}, PLACE).policy)).toEqual([
      'arn:aws:iam::111122223333:role/crowsnest/eu-west-1/*',
    ])
    expect(principalsOf(planEndpoint('sns', { rolePath: '/teams/' }, PLACE).policy)).toEqual([
      'arn:aws:iam::111122223333:role/teams/*',
    ])
  })

  it('takes names that a partition has of its own', () => {
    const names = { sts: 'gov.ic.c2s.us-iso-east-1.sts' }
    const place = { partition: 'aws-iso', region: 'us-iso-east-1', account: '111122223333' }
    expect(planEndpoint('sts', { endpointServiceNames: names }, place).serviceName).toBe(names.sts)
  })

  it('stays within what AWS takes of an endpoint policy', () => {
    // 20,480 characters. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    for (const service of Object.keys(ENDPOINT_SERVICES) as EndpointService[]) {
      for (const engine of [
        undefined,
        { name: 'e'.repeat(32), stateBucket: 'b'.repeat(63), statePrefix: 'p'.repeat(200) },
      ]) {
        expect(planEndpoint(service, engine === undefined ? {} : { engine }, PLACE).policy.length).toBeLessThan(20_480)
      }
    }
  })
})

describe('checkNetwork', () => {
  it('has nothing against what may be', () => {
    expect(checkNetwork({ given: given() })).toEqual([])
    expect(
      checkNetwork({
        given: given('cidrBlock', 'services', 'engine'),
        cidrBlock: '10.8.0.0/20',
        services: ['sts', undefined, 'athena'],
        availabilityZones: ['eu-west-1a', 'eu-west-1b'],
        peerCidrBlocks: ['10.0.0.0/8'],
        engine: { name: 'main' },
      }),
    ).toEqual([])
    expect(
      checkNetwork({
        given: given('vpcId', 'privateSubnetIds', 'securityGroupIds', 'routeTableIds'),
        vpcId: 'vpc-0a1b2c3d',
        privateSubnetIds: ['subnet-0a1b2c3d', undefined],
        securityGroupIds: ['sg-0a1b2c3d'],
        routeTableIds: ['rtb-0a1b2c3d'],
      }),
    ).toEqual([])
  })

  it.each([
    [{ cidrBlock: '10.0.0.0/8' }, 'cidrBlock', /from \/16 to \/26/],
    [{ cidrBlock: '10.0.0.0/27' }, 'cidrBlock', /from \/16 to \/26/],
    [{ cidrBlock: '10.0.0.1/16' }, 'cidrBlock', /its first address and size, such as 172\.31\.0\.0\/16/],
    [{ peerCidrBlocks: ['10.0.0.0/8', 'x'] }, 'peerCidrBlocks[1]', /not a range of addresses/],
    [{ services: ['sts', 'sqs'] }, 'services[1]', /"sqs" is none of sts, sns/],
    [{ services: ['kms'] }, 'services[0]', /never calls KMS/],
    [{ services: ['logs'] }, 'services[0]', /from outside of the VPC/],
    [{ services: ['s3'] }, 'services[0]', /always has an endpoint/],
    [{ services: ['sts', 'sts'] }, 'services[1]', /twice/],
    [{ endpointServiceNames: { ec2: 'x' } }, 'endpointServiceNames.ec2', /"ec2" is none of/],
    [{ availabilityZones: ['a'] }, 'availabilityZones', /two different zones/],
    [{ availabilityZones: ['a', 'a'] }, 'availabilityZones', /two different zones/],
    [{ engine: { name: 'a b' } }, 'engine.name', /not a name for an engine/],
    [{ rolePath: 'x' }, 'rolePath', /not a path for roles/],
    [{ given: given('engine', 'rolePath') }, 'rolePath', /The engine says its path/],
    [{ given: given('vpcId', 'privateSubnetIds', 'cidrBlock') }, 'cidrBlock', /stays as it is/],
    [{ given: given('vpcId', 'privateSubnetIds', 'natGateway') }, 'natGateway', /stays as it is/],
    [{ given: given('vpcId') }, 'privateSubnetIds', /needs its private subnets/],
    [{ given: given('securityGroupIds') }, 'securityGroupIds', /Name the VPC too/],
    [{ vpcId: 'vpc-x' }, 'vpcId', /"vpc-x" is not the id of a VPC/],
    [{ privateSubnetIds: [] }, 'privateSubnetIds', /at least one subnet/],
    [{ privateSubnetIds: ['subnet-0a1b2c3d', '10.0.0.0/24'] }, 'privateSubnetIds[1]', /not the id of a subnet/],
    [{ securityGroupIds: ['default'] }, 'securityGroupIds[0]', /not the id of a security group/],
    [{ routeTableIds: ['main'] }, 'routeTableIds[0]', /not the id of a route table/],
  ])('finds %j wrong at %s', (draft, path, reason) => {
    expect(checkNetwork({ given: given(), ...draft })).toEqual([
      { path, reason: expect.stringMatching(reason) as string },
    ])
  })

  it('finds everything at once', () => {
    const problems = checkNetwork({
      given: given('routeTableIds'),
      cidrBlock: 'x',
      services: ['x'],
      routeTableIds: ['x'],
    })
    expect(problems.map(({ path }) => path)).toEqual(['routeTableIds', 'cidrBlock', 'routeTableIds[0]', 'services[0]'])
  })
})

function given(...names: string[]): ReadonlySet<string> {
  return new Set(names)
}

function last({ first, prefix }: IpRange): number {
  return first + 2 ** (32 - prefix) - 1
}

/** Every role that a policy speaks of. */
function principalsOf(policy: string): readonly string[] {
  const statements = (JSON.parse(policy) as { readonly Statement: readonly StatementWithArn[] }).Statement
  const arns = statements.flatMap(({ Condition: { ArnEquals, ArnLike } = {} }) =>
    [ArnEquals, ArnLike].flatMap((keys) => keys?.['aws:PrincipalArn'] ?? []),
  )
  return [...new Set(arns)]
}

interface StatementWithArn {
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}
