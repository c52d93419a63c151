import { DEFAULT_ENDPOINTS, planEndpoint, planNetwork } from '../../plans/index.ts'
import { ENDPOINT_SERVICES, sharedEndpointPolicy, type EndpointService } from '../../policies/index.ts'
import type { AwsPlace } from '../../spec/index.ts'
import { pascal } from './alarms.ts'
import { saysYes, switchParameter } from './parameters.ts'
import { decide, decidePolicy } from './statements.ts'
import { substitute, symbolicPlace, type Stand } from './symbols.ts'
import type { Output, Parameter, Resource, Template } from './template.ts'

const PARAMETERS_OF_NETWORK: Readonly<Record<string, Parameter>> = {
  NatGateway: switchParameter(
    'Whether a NAT gateway lets the engine out to the internet, as webhooks and services without an endpoint need. It costs by the hour.',
    false,
  ),
  ...Object.fromEntries(
    Object.keys(ENDPOINT_SERVICES)
      .filter((service) => service !== 's3')
      .map((service) => [
        parameterOf(service),
        switchParameter(
          `Whether the engine reaches ${service} through an endpoint, which costs by the hour.`,
          (DEFAULT_ENDPOINTS as readonly string[]).includes(service),
        ),
      ]),
  ),
}

/**
 * The template of a network, as the original service's had it: a VPC with two private subnets and a public one, here with endpoints through
 * which an engine reaches AWS without the internet.
 */
export function networkTemplate(): Template {
  const plan = planNetwork()
  const services = (Object.keys(ENDPOINT_SERVICES) as EndpointService[]).filter((service) => service !== 's3')
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'Crowsnest: a VPC for an engine that reads databases, with two private subnets, a public one, and endpoints of AWS services that only engines and their detectors can use.',
    Parameters: PARAMETERS_OF_NETWORK,
    Conditions: {
      IsChina: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] },
      HasNat: saysYes('NatGateway'),
      ...Object.fromEntries(services.map((service) => [conditionOf(service), saysYes(parameterOf(service))])),
    },
    Resources: {
      Vpc: {
        Type: 'AWS::EC2::VPC',
        Properties: {
          CidrBlock: plan.cidrBlock,
          EnableDnsSupport: true,
          EnableDnsHostnames: true,
          Tags: named('vpc'),
        },
      },
      PublicSubnet: subnet(plan.publicSubnet, 0, 'public'),
      PrivateSubnetA: subnet(plan.privateSubnets[0], 0, 'private-a'),
      PrivateSubnetB: subnet(plan.privateSubnets[1], 1, 'private-b'),
      PublicRoutes: routes('public'),
      PrivateRoutes: routes('private'),
      PublicSubnetRoutes: association('PublicSubnet', 'PublicRoutes'),
      PrivateSubnetARoutes: association('PrivateSubnetA', 'PrivateRoutes'),
      PrivateSubnetBRoutes: association('PrivateSubnetB', 'PrivateRoutes'),
      InternetGateway: { Type: 'AWS::EC2::InternetGateway', Properties: { Tags: named('internet') } },
      InternetAttachment: {
        Type: 'AWS::EC2::VPCGatewayAttachment',
        Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'InternetGateway' } },
      },
      InternetRoute: {
        Type: 'AWS::EC2::Route',
        DependsOn: ['InternetAttachment'],
        Properties: {
          RouteTableId: { Ref: 'PublicRoutes' },
          DestinationCidrBlock: '0.0.0.0/0',
          GatewayId: { Ref: 'InternetGateway' },
        },
      },
      NatAddress: {
        Type: 'AWS::EC2::EIP',
        Condition: 'HasNat',
        DependsOn: ['InternetAttachment'],
        Properties: { Domain: 'vpc', Tags: named('nat') },
      },
      Nat: {
        Type: 'AWS::EC2::NatGateway',
        Condition: 'HasNat',
        DependsOn: ['InternetRoute'],
        Properties: {
          AllocationId: { 'Fn::GetAtt': ['NatAddress', 'AllocationId'] },
          SubnetId: { Ref: 'PublicSubnet' },
          Tags: named('nat'),
        },
      },
      NatRoute: {
        Type: 'AWS::EC2::Route',
        Condition: 'HasNat',
        Properties: {
          RouteTableId: { Ref: 'PrivateRoutes' },
          DestinationCidrBlock: '0.0.0.0/0',
          NatGatewayId: { Ref: 'Nat' },
        },
      },
      EngineGroup: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          VpcId: { Ref: 'Vpc' },
          GroupDescription: 'Crowsnest engine: out to databases and AWS, nothing in',
          SecurityGroupEgress: [
            {
              IpProtocol: 'tcp',
              FromPort: 0,
              ToPort: 65_535,
              CidrIp: { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] },
              Description: 'Databases and endpoints',
            },
            // CloudFormation does not tell the list of the addresses of S3; without a NAT gateway there is no other way out than to S3.
            {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              CidrIp: '0.0.0.0/0',
              Description: 'S3, and AWS and webhooks',
            },
          ],
          Tags: named('engine'),
        },
      },
      EndpointGroup: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          VpcId: { Ref: 'Vpc' },
          GroupDescription: 'Endpoints of AWS services for the Crowsnest engine',
          SecurityGroupIngress: [
            {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              SourceSecurityGroupId: { 'Fn::GetAtt': ['EngineGroup', 'GroupId'] },
              Description: 'The engine',
            },
          ],
          // A group without rules would get one that lets everything out.
          SecurityGroupEgress: [
            { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIp: '127.0.0.1/32', Description: 'Nothing' },
          ],
          Tags: named('endpoints'),
        },
      },
      S3Endpoint: {
        Type: 'AWS::EC2::VPCEndpoint',
        Metadata: endpoint('s3').Metadata!,
        Properties: {
          VpcId: { Ref: 'Vpc' },
          VpcEndpointType: 'Gateway',
          ...endpoint('s3').properties,
          RouteTableIds: [{ Ref: 'PrivateRoutes' }],
        },
      },
      ...Object.fromEntries(
        services.map((service) => [
          `${pascal(service)}Interface`,
          {
            Type: 'AWS::EC2::VPCEndpoint',
            Condition: conditionOf(service),
            Metadata: endpoint(service).Metadata!,
            Properties: {
              VpcId: { Ref: 'Vpc' },
              VpcEndpointType: 'Interface',
              ...endpoint(service).properties,
              PrivateDnsEnabled: true,
              SubnetIds: [{ Ref: 'PrivateSubnetA' }, { Ref: 'PrivateSubnetB' }],
              SecurityGroupIds: [{ 'Fn::GetAtt': ['EndpointGroup', 'GroupId'] }],
            },
          } satisfies Resource,
        ]),
      ),
    },
    Outputs: {
      VpcId: output('Id of the VPC.', { Ref: 'Vpc' }),
      PrivateSubnetA: output('First private subnet: SubnetA of engine.yml.', { Ref: 'PrivateSubnetA' }),
      PrivateSubnetB: output('Second private subnet: SubnetB of engine.yml.', { Ref: 'PrivateSubnetB' }),
      PublicSubnet: output('Public subnet.', { Ref: 'PublicSubnet' }),
      SecurityGroup: output('Group of the engine: SecurityGroup of engine.yml, and what databases let in.', {
        'Fn::GetAtt': ['EngineGroup', 'GroupId'],
      }),
    },
  }
}

/** Name and policy of an endpoint; some services have another name in China. */
function endpoint(
  service: EndpointService,
): Pick<Resource, 'Metadata'> & { readonly properties: Resource['Properties'] } {
  const nameIn = (partition: string): unknown => {
    const { place, symbols } = symbolicPlace(partition)
    return substitute(planEndpoint(service, {}, place).serviceName, symbols)
  }
  const [name] = decide(
    ['IsChina'],
    (holds) => new Map([['name', nameIn(holds('IsChina') ? 'aws-cn' : 'aws')]]),
  ).values()
  const { place, symbols } = symbolicPlace()
  const policy = decidePolicy([], () => sharedEndpointPolicy(service, place), [...symbols, regionInBuckets(place)])
  return {
    Metadata: { Crowsnest: { Policies: policy.reasons } },
    properties: { ServiceName: name, PolicyDocument: policy.document },
  }
}

/** Buckets of AWS itself have the name of their region without its hyphens. */
function regionInBuckets({ region }: AwsPlace): Stand {
  const parts = { 'Fn::Split': ['-', { Ref: 'AWS::Region' }] }
  return {
    token: region.replaceAll('-', ''),
    text: '${PlainRegion}',
    variables: { PlainRegion: { 'Fn::Join': ['', parts] } },
  }
}

function subnet(cidr: string, zone: number, label: string): Resource {
  return {
    Type: 'AWS::EC2::Subnet',
    Properties: {
      VpcId: { Ref: 'Vpc' },
      CidrBlock: cidr,
      AvailabilityZone: { 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] },
      MapPublicIpOnLaunch: false,
      Tags: named(label),
    },
  }
}

function routes(label: string): Resource {
  return { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' }, Tags: named(label) } }
}

function association(ofSubnet: string, table: string): Resource {
  return {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: { Ref: ofSubnet }, RouteTableId: { Ref: table } },
  }
}

function named(label: string): readonly unknown[] {
  return [{ Key: 'Name', Value: { 'Fn::Sub': `\${AWS::StackName}-${label}` } }]
}

function output(Description: string, Value: unknown): Output {
  return { Description, Value }
}

function parameterOf(service: string): string {
  return `${pascal(service)}Endpoint`
}

function conditionOf(service: string): string {
  return `Has${pascal(service)}`
}
