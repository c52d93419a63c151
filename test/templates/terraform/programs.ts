import * as terraform from '../../../templates/terraform/index.ts'
import { ACCOUNT, ALERTS, DATASET, FUNCTION, KEY, ROLES, TOPIC } from '../../components/sample-detector.ts'
import { synthesise, type Synthesis } from './synthesise.ts'

/** A thing to be made, in the words that both have. */
export interface Made {
  readonly kind: 'Engine' | 'Detector' | 'Dataset' | 'Alert' | 'ServiceRole' | 'Network'
  readonly name: string
  readonly args: object
  /** Name of the engine of the same program that it belongs to. */
  readonly of?: string
}

const DETECTOR = { interval: 'PT1H', dataset: DATASET, alerts: ALERTS } as const
const MAIN = { name: 'main' }
const EXISTING_VPC = {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-1a1b2c3d4e5f60718'],
}
const EVERY_SOURCE = {
  s3: { historical: 's3://acme/data/', account: '444455556666', keyArn: KEY, bucketKeys: true },
  cloudwatch: {},
  rds: { instance: 'shop', secret: { secret: 'AmazonLookoutMetrics-shop', keyArn: KEY } },
  redshift: { cluster: 'shop', database: 'sales', dbUser: 'reader' },
  athena: { workgroup: 'w', database: 'd', table: 't', data: 's3://acme/t/', results: 's3://acme/r/' },
  appflow: { flow: 'ga', destination: 's3://acme/flows/' },
}

/** Programs of both kinds, with the same arguments. */
export const PROGRAMS: Readonly<Record<string, readonly Made[]>> = {
  'an engine': [{ kind: 'Engine', name: 'engine', args: {} }],
  'an engine with all of its own': [
    {
      kind: 'Engine',
      name: 'engine',
      args: {
        engineName: 'main',
        statePrefix: 'crowsnest',
        createStateKey: true,
        stateOnDestroy: 'delete',
        protectState: true,
        memorySize: 3008,
        timeout: 600,
        reservedConcurrency: 60,
        map: true,
        architecture: 'x86_64',
        logRetentionDays: 30,
        logKeyArn: KEY,
        logLevel: 'debug',
        tracing: true,
        network: { subnetIds: ['subnet-0a1b2c3d4e5f60718'], securityGroupIds: ['sg-0a1b2c3d4e5f60718'] },
        subnetAccount: '444455556666',
        readers: [`arn:aws:iam::${ACCOUNT}:role/people/*`],
        consoleUrl: 'https://crowsnest.example.com/',
        rolePath: '/metrics/',
        permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
        tags: { team: 'growth' },
        region: 'us-east-2',
      },
    },
  ],
  'an engine of what exists': [
    {
      kind: 'Engine',
      name: 'engine',
      args: {
        stateBucket: 'acme-state',
        stateKeyArn: KEY,
        logGroup: '/acme/engine',
        roleArn: `arn:aws:iam::${ACCOUNT}:role/engine`,
        schedulerRoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`,
        map: true,
        mapRoleArn: `arn:aws:iam::${ACCOUNT}:role/states`,
        deadLetterQueueArn: `arn:aws:sqs:us-east-2:${ACCOUNT}:lost`,
      },
    },
  ],
  'an engine whose roles and those of its detectors are made by others': [
    { kind: 'Engine', name: 'engine', args: { roles: 'precreated', map: true } },
    { kind: 'Detector', name: 'revenue', args: DETECTOR, of: 'engine' },
  ],
  'an engine with a detector': [
    { kind: 'Engine', name: 'engine', args: { createStateKey: true, tags: { team: 'growth' } } },
    {
      kind: 'Detector',
      name: 'revenue',
      args: {
        ...DETECTOR,
        description: 'Revenue %{of} ${all} shops',
        backtest: { maxAlertsPerWeek: 2.5, threshold: 80 },
        bucketAccount: '444455556666',
        bucketKeyArn: KEY,
        topicKeyArns: { oncall: KEY },
        tags: { team: 'growth' },
        quotas: { backtestIntervals: 5000 },
        scheduleEnabled: false,
      },
      of: 'engine',
    },
    { kind: 'Detector', name: 'together', args: { ...DETECTOR, roles: 'combined' }, of: 'engine' },
  ],
  'a detector of an engine of another program, with roles that exist': [
    {
      kind: 'Detector',
      name: 'revenue',
      args: { ...DETECTOR, engine: { name: 'engine' }, roleArn: `${ROLES}all`, activate: false },
    },
  ],
  'a detector with more tags than its objects can have, elsewhere': [
    {
      kind: 'Detector',
      name: 'revenue',
      args: {
        ...DETECTOR,
        engine: { name: 'main', region: 'eu-west-1', account: '444455556666', statePrefix: 'p/' },
        alerts: [],
        permissionsBoundary: `arn:aws:iam::444455556666:policy/boundary`,
        rolePath: '/crowsnest/eu-west-1/main/services/growth/',
        region: 'eu-west-1',
        tags: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`tag${i}`, 'x'])),
      },
    },
  ],
  'a detector, its dataset and its alerts apart': [
    { kind: 'Engine', name: 'engine', args: {} },
    { kind: 'Detector', name: 'revenue', args: { interval: 'PT1H' }, of: 'engine' },
    {
      kind: 'Dataset',
      name: 'data',
      args: { detector: 'revenue', interval: 'PT1H', ...DATASET, backtest: { maxAlertsPerWeek: 1 } },
      of: 'engine',
    },
    {
      kind: 'Alert',
      name: 'page',
      args: { detector: 'revenue', threshold: 90, channel: { sns: { topic: TOPIC } }, topicKeyArn: KEY },
      of: 'engine',
    },
    {
      kind: 'Alert',
      name: 'call',
      args: { detector: 'revenue', alertName: 'ticket', channel: { lambda: { function: FUNCTION } } },
      of: 'engine',
    },
    { kind: 'Alert', name: 'noted', args: { detector: 'revenue', channel: { log: {} } }, of: 'engine' },
  ],
  ...Object.fromEntries(
    Object.entries(EVERY_SOURCE).map(([kind, access]) => [
      `a role for ${kind}`,
      [
        {
          kind: 'ServiceRole',
          name: 'reader',
          args: { engine: MAIN, detector: 'revenue', dataset: { [kind]: access }, tags: { team: 'growth' } },
        } satisfies Made,
      ],
    ]),
  ),
  'a role for a topic': [
    {
      kind: 'ServiceRole',
      name: 'reader',
      args: { engine: MAIN, detector: 'revenue', alert: { name: 'page', sns: { topic: TOPIC } }, roleName: 'pager' },
    },
  ],
  'a network': [{ kind: 'Network', name: 'net', args: {} }],
  'a network with all of its own': [
    {
      kind: 'Network',
      name: 'net',
      args: {
        cidrBlock: '10.8.0.0/20',
        availabilityZones: ['us-east-2b', 'us-east-2c'],
        services: ['sts', 'monitoring', 'rds', 'athena'],
        endpointServiceNames: { sts: 'com.amazonaws.us-east-2.sts-fips' },
        engine: MAIN,
        natGateway: true,
        peerCidrBlocks: ['10.0.0.0/16'],
        tags: { team: 'growth' },
        region: 'us-east-2',
      },
    },
  ],
  'a network in a VPC that exists': [
    { kind: 'Network', name: 'net', args: { ...EXISTING_VPC, routeTableIds: ['rtb-0a1b2c3d4e5f60718'] } },
  ],
  'a network of security groups that exist': [
    {
      kind: 'Network',
      name: 'net',
      args: { ...EXISTING_VPC, securityGroupIds: ['sg-0a1b2c3d4e5f60718'], rolePath: '/metrics/', services: ['sts'] },
    },
  ],
}

const CONSTRUCTS = {
  Alert: terraform.Alert,
  Dataset: terraform.Dataset,
  Detector: terraform.Detector,
  Engine: terraform.Engine,
  Network: terraform.Network,
  ServiceRole: terraform.ServiceRole,
}

type Maker = new (scope: unknown, name: string, args: unknown) => object

const synthesised = new Map<string, Synthesis>()

/** What CDKTF makes of one of the programs; it is made once. */
export function synthesisOf(title: string): Synthesis {
  const known = synthesised.get(title)
  if (known !== undefined) return known
  const synthesis = synthesise((stack) => {
    const made = new Map<string, object>()
    for (const { kind, name, args, of } of PROGRAMS[title]!) {
      const Construct = CONSTRUCTS[kind] as unknown as Maker
      made.set(name, new Construct(stack, name, of === undefined ? args : { ...args, engine: made.get(of) }))
    }
  })
  synthesised.set(title, synthesis)
  return synthesis
}
