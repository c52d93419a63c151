/** Where the resources of the tests live. */
export const TEST_PLACE = { partition: 'aws', region: 'us-east-2', account: '111122223333' } as const

type Inputs = Readonly<Record<string, unknown>>

/** A resource after its creation: its id and what AWS adds to the inputs. */
export interface FakeState {
  readonly id: string
  readonly computed: Inputs
}

const text = (value: unknown, fallback: string): string =>
  typeof value === 'string' && value !== '' ? value : fallback

/**
 * What AWS would answer to the creation of a resource: ids and ARNs of the right form. A type without an entry gets an id and an ARN
 * made of its name.
 */
export function fakeState(type: string, name: string, inputs: Inputs): FakeState {
  const { partition, region: home, account } = TEST_PLACE
  const region = text(inputs['region'], home)
  const physical = text(inputs['name'] ?? inputs['bucket'], name)
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`
  const global = (service: string, resource: string): string => `arn:${partition}:${service}::${account}:${resource}`
  const hex = (length: number): string =>
    [...`${type} ${name}`]
      .reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 0xffffffff, 7)
      .toString(16)
      .padStart(length, '0')
  switch (type) {
    case 'aws:iam/role:Role':
      return {
        id: physical,
        computed: { arn: global('iam', `role${text(inputs['path'], '/')}${physical}`), name: physical },
      }
    case 'aws:iam/policy:Policy': {
      const policyArn = global('iam', `policy${text(inputs['path'], '/')}${physical}`)
      return { id: policyArn, computed: { arn: policyArn, name: physical } }
    }
    case 'aws:iam/rolePolicy:RolePolicy':
      return { id: `${text(inputs['role'], 'role')}:${physical}`, computed: {} }
    case 'aws:s3/bucket:Bucket':
      return { id: physical, computed: { arn: `arn:${partition}:s3:::${physical}`, bucket: physical } }
    case 'aws:s3/bucketObjectv2:BucketObjectv2':
      return { id: `${text(inputs['bucket'], '')}/${text(inputs['key'], '')}`, computed: { etag: hex(32) } }
    case 'aws:lambda/function:Function':
      return {
        id: physical,
        computed: { arn: arn('lambda', `function:${physical}`), name: physical, sourceCodeHash: hex(40) },
      }
    case 'aws:lambda/invocation:Invocation':
      return { id: hex(32), computed: { result: '{}' } }
    case 'aws:kms/key:Key': {
      const keyId = `${hex(8)}-0000-4000-8000-000000000000`.slice(-36)
      return { id: keyId, computed: { keyId, arn: arn('kms', `key/${keyId}`) } }
    }
    case 'aws:sqs/queue:Queue':
      return {
        id: `https://sqs.${region}.amazonaws.com/${account}/${physical}`,
        computed: { arn: arn('sqs', physical), url: `https://sqs.${region}.amazonaws.com/${account}/${physical}` },
      }
    case 'aws:sns/topic:Topic':
      return { id: arn('sns', physical), computed: { arn: arn('sns', physical), name: physical } }
    case 'aws:scheduler/scheduleGroup:ScheduleGroup':
      return { id: physical, computed: { arn: arn('scheduler', `schedule-group/${physical}`), name: physical } }
    case 'aws:scheduler/schedule:Schedule':
      return {
        id: `${text(inputs['groupName'], 'default')}/${physical}`,
        computed: { arn: arn('scheduler', `schedule/${text(inputs['groupName'], 'default')}/${physical}`) },
      }
    case 'aws:sfn/stateMachine:StateMachine':
      return {
        id: arn('states', `stateMachine:${physical}`),
        computed: { arn: arn('states', `stateMachine:${physical}`) },
      }
    case 'aws:cloudwatch/logGroup:LogGroup':
      return { id: physical, computed: { arn: arn('logs', `log-group:${physical}`), name: physical } }
    case 'aws:cloudwatch/metricAlarm:MetricAlarm':
      return { id: physical, computed: { arn: arn('cloudwatch', `alarm:${physical}`) } }
    case 'aws:secretsmanager/secret:Secret':
      return {
        id: arn('secretsmanager', `secret:${physical}-AbCdEf`),
        computed: { arn: arn('secretsmanager', `secret:${physical}-AbCdEf`) },
      }
    case 'aws:ec2/vpc:Vpc':
      return { id: `vpc-${hex(17)}`, computed: { arn: arn('ec2', `vpc/vpc-${hex(17)}`) } }
    case 'aws:ec2/subnet:Subnet':
      return { id: `subnet-${hex(17)}`, computed: { arn: arn('ec2', `subnet/subnet-${hex(17)}`) } }
    case 'aws:ec2/securityGroup:SecurityGroup':
      return { id: `sg-${hex(17)}`, computed: { arn: arn('ec2', `security-group/sg-${hex(17)}`) } }
    case 'aws:ec2/vpcEndpoint:VpcEndpoint':
      return {
        id: `vpce-${hex(17)}`,
        computed: { arn: arn('ec2', `vpc-endpoint/vpce-${hex(17)}`), prefixListId: `pl-${hex(17)}` },
      }
    case 'aws:ec2/routeTable:RouteTable':
      return { id: `rtb-${hex(17)}`, computed: { arn: arn('ec2', `route-table/rtb-${hex(17)}`) } }
    case 'aws:ec2/internetGateway:InternetGateway':
      return { id: `igw-${hex(17)}`, computed: { arn: arn('ec2', `internet-gateway/igw-${hex(17)}`) } }
    case 'aws:ec2/natGateway:NatGateway':
      return { id: `nat-${hex(17)}`, computed: {} }
    case 'aws:ec2/eip:Eip':
      return { id: `eipalloc-${hex(17)}`, computed: { allocationId: `eipalloc-${hex(17)}` } }
    default:
      return { id: `${name}-id`, computed: { arn: arn(type.split(/[:/]/)[1] ?? 'aws', name) } }
  }
}

/**
 * Answers of the look-ups that components make.
 *
 * @param region - of the provider that is asked
 */
export function fakeInvoke(token: string, region: string = TEST_PLACE.region): Inputs {
  const { partition, account } = TEST_PLACE
  switch (token) {
    case 'aws:index/getCallerIdentity:getCallerIdentity':
      return {
        accountId: account,
        arn: `arn:aws:sts::${account}:assumed-role/deployer/test`,
        userId: 'AROATEST:test',
        id: account,
      }
    case 'aws:index/getRegion:getRegion':
      return {
        region,
        name: region,
        id: region,
        description: 'US East (Ohio)',
        endpoint: `ec2.${region}.amazonaws.com`,
      }
    case 'aws:index/getPartition:getPartition':
      return { partition, dnsSuffix: 'amazonaws.com', reverseDnsPrefix: 'com.amazonaws', id: partition }
    case 'aws:index/getAvailabilityZones:getAvailabilityZones':
      return {
        names: ['a', 'b', 'c'].map((zone) => region + zone),
        zoneIds: ['use2-az1', 'use2-az2', 'use2-az3'],
        id: region,
      }
    case 'aws:ec2/getVpc:getVpc':
      return { id: 'vpc-0a1b2c3d4e5f60718', cidrBlock: '10.8.0.0/16' }
    default:
      throw new Error(`no answer is known for the look-up ${token}: add one to test/components/fake-aws.ts`)
  }
}
