import { Provider } from '@pulumi/aws/provider.js'
import * as pulumi from '@pulumi/pulumi'
import { describe, expect, it } from 'vitest'
import { Engine, Network, type NetworkArgs } from '../../components/index.ts'
import { planEndpoint } from '../../plans/index.ts'
import { problemsOf } from './conform.ts'
import { TEST_PLACE } from './fake-aws.ts'
import { runProgram, type ProgramRun } from './harness.ts'
import { hasUnknown } from './values.ts'

async function deploy(args: NetworkArgs = {}, options: { readonly preview?: boolean } = {}): Promise<ProgramRun> {
  return runProgram(() => void new Network('net', args), options)
}

/** A URN here is a promise: renaming one without an alias would make users lose what it stands for. */
const URNS = [
  'crowsnest:index:Network$aws:ec2/internetGateway:InternetGateway::net-internet',
  'crowsnest:index:Network$aws:ec2/routeTable:RouteTable$aws:ec2/route:Route::net-internet',
  'crowsnest:index:Network$aws:ec2/routeTable:RouteTable$aws:ec2/routeTableAssociation:RouteTableAssociation::net-private-a',
  'crowsnest:index:Network$aws:ec2/routeTable:RouteTable$aws:ec2/routeTableAssociation:RouteTableAssociation::net-private-b',
  'crowsnest:index:Network$aws:ec2/routeTable:RouteTable$aws:ec2/routeTableAssociation:RouteTableAssociation::net-public',
  'crowsnest:index:Network$aws:ec2/routeTable:RouteTable::net-private',
  'crowsnest:index:Network$aws:ec2/routeTable:RouteTable::net-public',
  'crowsnest:index:Network$aws:ec2/securityGroup:SecurityGroup::net-endpoints',
  'crowsnest:index:Network$aws:ec2/securityGroup:SecurityGroup::net-engine',
  'crowsnest:index:Network$aws:ec2/subnet:Subnet::net-private-a',
  'crowsnest:index:Network$aws:ec2/subnet:Subnet::net-private-b',
  'crowsnest:index:Network$aws:ec2/subnet:Subnet::net-public',
  'crowsnest:index:Network$aws:ec2/vpc:Vpc$aws:ec2/defaultSecurityGroup:DefaultSecurityGroup::net-default',
  'crowsnest:index:Network$aws:ec2/vpc:Vpc::net',
  'crowsnest:index:Network$aws:ec2/vpcEndpoint:VpcEndpoint::net-lambda',
  'crowsnest:index:Network$aws:ec2/vpcEndpoint:VpcEndpoint::net-s3',
  'crowsnest:index:Network$aws:ec2/vpcEndpoint:VpcEndpoint::net-secretsmanager',
  'crowsnest:index:Network$aws:ec2/vpcEndpoint:VpcEndpoint::net-sns',
  'crowsnest:index:Network$aws:ec2/vpcEndpoint:VpcEndpoint::net-sts',
  'crowsnest:index:Network::net',
  'pulumi:pulumi:Stack::shop-test',
]

const EXISTING = {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-1a1b2c3d4e5f60718'],
} as const

describe('Network', () => {
  it('keeps the URN of every child', async () => {
    expect((await deploy()).urns()).toEqual(URNS)
  })

  it('makes the same resources in a preview, where nothing that AWS computes is known', async () => {
    const run = await deploy({}, { preview: true })
    expect(run.urns()).toEqual(URNS)
    expect(hasUnknown(run.resource('Subnet', 'net-public').inputs['vpcId'])).toBe(true)
    expect(JSON.parse(String(run.resource('VpcEndpoint', 'net-sts').inputs['policy']))).toMatchObject({
      Version: '2012-10-17',
    })
  })

  it('makes resources that the schemas of AWS have nothing against', async () => {
    const run = await runProgram(() => {
      void new Network('net')
      void new Network('whole', {
        cidrBlock: '10.8.0.0/20',
        availabilityZones: ['us-east-2b', 'us-east-2c'],
        services: ['sts', 'sns', 'lambda', 'secretsmanager', 'monitoring', 'rds', 'redshift-data', 'athena', 'appflow'],
        engine: { name: 'main' },
        natGateway: true,
        peerCidrBlocks: ['10.0.0.0/16'],
        tags: { team: 'growth' },
        region: 'us-east-2',
      })
      void new Network('existing', { ...EXISTING, routeTableIds: ['rtb-0a1b2c3d4e5f60718'] })
    })
    expect(problemsOf(run)).toEqual([])
  })

  it("has the subnets of the original service's template: two private ones in two zones, one public with a way out", async () => {
    const run = await deploy()
    const subnets = ['public', 'private-a', 'private-b'].map((name) => {
      const { inputs } = run.resource('Subnet', `net-${name}`)
      return [inputs['cidrBlock'], inputs['availabilityZone'], inputs['mapPublicIpOnLaunch']]
    })
    expect(subnets).toEqual([
      ['172.31.0.0/24', 'us-east-2a', false],
      ['172.31.3.0/24', 'us-east-2a', false],
      ['172.31.2.0/24', 'us-east-2b', false],
    ])
    const [internet, publicRoutes, privateRoutes] = [
      run.resource('InternetGateway'),
      run.resource('RouteTable', 'net-public'),
      run.resource('RouteTable', 'net-private'),
    ]
    const routes = run.resources.filter(({ type }) => type === 'aws:ec2/route:Route')
    expect(routes).toHaveLength(1)
    expect(routes[0]).toMatchObject({ parent: publicRoutes.urn, inputs: { destinationCidrBlock: '0.0.0.0/0' } })
    expect(routes[0]!.propertyDependencies['gatewayId']).toEqual([internet.urn])
    for (const part of ['private-a', 'private-b']) {
      const association = run.resource('RouteTableAssociation', `net-${part}`)
      expect(association.parent).toBe(privateRoutes.urn)
      expect(association.propertyDependencies['subnetId']).toEqual([run.resource('Subnet', `net-${part}`).urn])
    }
  })

  it('lets the engine out to the VPC and S3 and nothing in, and into the endpoints the engine alone', async () => {
    const run = await deploy({ peerCidrBlocks: ['10.0.0.0/16'] })
    const engine = run.resource('SecurityGroup', 'net-engine')
    const storage = run.resource('VpcEndpoint', 'net-s3')
    expect(engine.inputs['ingress']).toEqual([])
    expect(engine.inputs['egress']).toEqual([
      expect.objectContaining({ protocol: 'tcp', cidrBlocks: ['172.31.0.0/16', '10.0.0.0/16'] }),
      expect.objectContaining({ fromPort: 443, toPort: 443, prefixListIds: [expect.stringMatching(/^pl-/)] }),
    ])
    expect(engine.propertyDependencies['egress']).toContain(storage.urn)
    const endpoints = run.resource('SecurityGroup', 'net-endpoints')
    expect(endpoints.inputs).toMatchObject({ ingress: [{ protocol: 'tcp', fromPort: 443, toPort: 443 }], egress: [] })
    expect(endpoints.propertyDependencies['ingress']).toEqual([engine.urn])
    expect(run.resource('DefaultSecurityGroup').inputs).toMatchObject({ ingress: [], egress: [] })
  })

  it('gives each endpoint the policy of the engine that it is told of, and its zones', async () => {
    const run = await deploy({ services: ['sts', 'monitoring'], engine: { name: 'main', stateBucket: 'acme-state' } })
    const endpoints = run.resources.filter(({ type }) => type === 'aws:ec2/vpcEndpoint:VpcEndpoint')
    expect(endpoints.map(({ name }) => name)).toEqual(['net-s3', 'net-sts', 'net-monitoring'])
    for (const service of ['s3', 'sts', 'monitoring'] as const) {
      const wanted = planEndpoint(service, { engine: { name: 'main', stateBucket: 'acme-state' } }, TEST_PLACE)
      expect(run.resource('VpcEndpoint', `net-${service}`).inputs).toMatchObject(wanted)
    }
    const interfaces = run.resource('VpcEndpoint', 'net-sts').inputs
    expect(interfaces).toMatchObject({ vpcEndpointType: 'Interface', privateDnsEnabled: true })
    expect(interfaces['subnetIds']).toHaveLength(2)
    expect(run.resource('VpcEndpoint', 'net-s3').inputs).toMatchObject({ vpcEndpointType: 'Gateway' })
  })

  it('makes no endpoint but that of S3, and no security group for them, where none is asked for', async () => {
    const run = await deploy({ services: [] })
    expect(run.urns().filter((urn) => /VpcEndpoint::|SecurityGroup::net-endpoints/.test(urn))).toEqual([
      'crowsnest:index:Network$aws:ec2/vpcEndpoint:VpcEndpoint::net-s3',
    ])
  })

  it('has a way to the internet for private subnets on request', async () => {
    const run = await deploy({ natGateway: true })
    const nat = run.resource('NatGateway')
    expect(nat.dependencies).toContain(run.resource('Route', 'net-internet').urn)
    expect(nat.propertyDependencies['subnetId']).toEqual([run.resource('Subnet', 'net-public').urn])
    const route = run.resource('Route', 'net-nat')
    expect(route.parent).toBe(run.resource('RouteTable', 'net-private').urn)
    expect(run.resource('SecurityGroup', 'net-engine').inputs['egress']).toContainEqual(
      expect.objectContaining({ cidrBlocks: ['0.0.0.0/0'], fromPort: 443, toPort: 443 }),
    )
  })

  it('takes an existing VPC, its subnets and its security groups as they are', async () => {
    const bare = await deploy({ ...EXISTING, securityGroupIds: ['sg-0a1b2c3d4e5f60718'], services: [] })
    expect(bare.urns()).toEqual(['crowsnest:index:Network::net', 'pulumi:pulumi:Stack::shop-test'])
    expect(bare.resource('Network').outputs).toEqual({
      ...EXISTING,
      securityGroupIds: ['sg-0a1b2c3d4e5f60718'],
      network: { subnetIds: EXISTING.privateSubnetIds, securityGroupIds: ['sg-0a1b2c3d4e5f60718'] },
    })
    const run = await deploy({ ...EXISTING, routeTableIds: ['rtb-0a1b2c3d4e5f60718'], services: ['sts'] })
    expect(run.urns().map((urn) => urn.replace(/^.*:/, ''))).toEqual([
      'net-endpoints',
      'net-engine',
      'net-s3',
      'net-sts',
      'net',
      'shop-test',
    ])
    expect(run.resource('SecurityGroup', 'net-engine').inputs['egress']).toEqual([
      expect.objectContaining({ cidrBlocks: ['10.8.0.0/16'] }),
      expect.objectContaining({ cidrBlocks: ['0.0.0.0/0'], fromPort: 443 }),
    ])
    expect(run.resource('VpcEndpoint', 'net-s3').inputs['routeTableIds']).toEqual(['rtb-0a1b2c3d4e5f60718'])
  })

  it('is what an engine runs in', async () => {
    const run = await runProgram(() => {
      const net = new Network('net', { engine: { name: 'main' } })
      void new Engine('main', { network: net.network })
    })
    const code = run.resource('Function')
    const { privateSubnetIds, securityGroupIds, vpcId, publicSubnetId } = run.resource('Network').outputs!
    expect(code.inputs['vpcConfig']).toEqual({ subnetIds: privateSubnetIds, securityGroupIds })
    expect([vpcId, publicSubnetId]).toEqual([expect.stringMatching(/^vpc-/), expect.stringMatching(/^subnet-/)])
    const role = run.resource('RolePolicy', 'main-role-network').inputs['policy']
    expect(role).toContain((privateSubnetIds as string[])[0])
  })

  it('tags and names every child that can have tags', async () => {
    const run = await deploy({ tags: { team: 'growth' }, natGateway: true })
    const untagged = ['Route', 'RouteTableAssociation']
    const children = run.resources.filter(({ type }) => type.startsWith('aws:ec2/'))
    for (const { name, type, inputs } of children.filter(
      (one) => !untagged.some((kind) => one.type.endsWith(`:${kind}`)),
    )) {
      expect([type, inputs['tags']]).toEqual([type, { Name: name, team: 'growth' }])
    }
    const renamed = await deploy({ tags: { Name: 'ours' } })
    expect(renamed.resource('Vpc').inputs['tags']).toEqual({ Name: 'ours' })
  })

  it('gives provider and region to every child and look-up', async () => {
    const run = await runProgram(() => {
      const provider = new Provider('tokyo', { region: 'ap-northeast-1' })
      void new Network('net', { region: 'ap-northeast-1', natGateway: true }, { providers: [provider] })
      void new Network('old', { ...EXISTING, region: 'ap-northeast-1' }, { providers: [provider] })
    })
    for (const { name, type, provider, inputs } of run.resources.filter((one) => one.type.startsWith('aws:'))) {
      expect([name, provider]).toEqual([name, expect.stringContaining('pulumi:providers:aws::tokyo')])
      expect([type, name, inputs['region']]).toEqual([type, name, 'ap-northeast-1'])
    }
    for (const { token, provider, args } of run.invokes) {
      expect([token, provider]).toEqual([token, expect.stringContaining('tokyo')])
      if (/getVpc|getAvailabilityZones/.test(token)) expect(args).toMatchObject({ region: 'ap-northeast-1' })
    }
    expect(run.resource('VpcEndpoint', 'net-sts').inputs['serviceName']).toBe('com.amazonaws.ap-northeast-1.sts')
  })

  it('lets its owner change a child', async () => {
    const run = await deploy({
      transform: {
        subnet: ({ name, args }) => (name === 'net-public' ? { args: { ...args, mapPublicIpOnLaunch: true } } : {}),
      },
    })
    expect(run.resource('Subnet', 'net-public').inputs['mapPublicIpOnLaunch']).toBe(true)
    expect(run.resource('Subnet', 'net-private-a').inputs['mapPublicIpOnLaunch']).toBe(false)
  })
})

describe('wrong arguments of Network', () => {
  const rows: readonly (readonly [string, NetworkArgs, string])[] = [
    ['a VPC that is too large', { cidrBlock: '10.0.0.0/8' }, 'cidrBlock: "10.0.0.0/8" is not a range'],
    ['one zone', { availabilityZones: ['us-east-2a'] }, 'availabilityZones: Name two different zones'],
    ['a peer that is an address', { peerCidrBlocks: ['10.0.0.1'] }, 'peerCidrBlocks[0]: "10.0.0.1" is not a range'],
    ['an engine without a good name', { engine: { name: 'a b' } }, 'engine.name: "a b" is not a name for an engine.'],
    ['a path without slashes', { rolePath: 'roles' }, 'rolePath: "roles" is not a path for roles.'],
    ['a name for no service', { endpointServiceNames: { ec2: 'x' } }, 'endpointServiceNames.ec2: "ec2" is none of sts'],
  ]

  it.each(rows)('%s', async (_, args, text) => {
    await expect(deploy(args)).rejects.toThrow(text)
    // Not known while the program runs: told when it is.
    const later = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, pulumi.output(value)]))
    await expect(deploy(later as NetworkArgs)).rejects.toThrow(text)
  })

  it.each([
    [
      'an endpoint of a service that none needs',
      { services: ['kms'] as never },
      'services[0]: Services use keys on behalf',
    ],
    [
      'subnets of no VPC',
      { privateSubnetIds: ['subnet-0a1b2c3d'] },
      'privateSubnetIds: This is part of an existing VPC.',
    ],
    ['a VPC without subnets', { vpcId: 'vpc-0a1b2c3d' }, 'privateSubnetIds: An existing VPC (vpcId) needs its private'],
    ['a VPC that is none', { ...EXISTING, vpcId: 'default' }, 'vpcId: "default" is not the id of a VPC.'],
    ['addresses for an existing VPC', { ...EXISTING, cidrBlock: '10.0.0.0/16' }, 'cidrBlock: An existing VPC'],
    ['a gateway in an existing VPC', { ...EXISTING, natGateway: true }, 'natGateway: An existing VPC'],
    ['a security group that is none', { ...EXISTING, securityGroupIds: ['default'] }, 'securityGroupIds[0]: "default"'],
    ['an engine and a path', { engine: { name: 'main' }, rolePath: '/x/' }, 'rolePath: The engine says its path.'],
  ] as const)('%s', async (_, args, text) => {
    await expect(deploy(args)).rejects.toThrow(text)
  })

  it('all at once, with their paths', async () => {
    await expect(deploy({ cidrBlock: 'x', vpcId: 'y', services: ['z' as never] })).rejects.toThrow(
      /Network "net" cannot be made from these arguments:\n {2}privateSubnetIds: .*\n {2}cidrBlock: .*\n {2}cidrBlock: .*\n {2}vpcId: .*\n {2}services\[0\]: /,
    )
  })
})
