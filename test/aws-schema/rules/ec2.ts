import type { TypeRules } from '../type-rules.ts'
import { CIDR_V4 } from './patterns.ts'

const source = (file: string, api: string): string =>
  `terraform-provider-aws internal/service/ec2/${file}; https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_${api}.html`

const groupRule = (file: string, api: string): TypeRules => ({
  source: source(file, api),
  replaceOn: ['securityGroupId', 'region'],
  conflicts: [['cidrIpv4', 'cidrIpv6', 'prefixListId', 'referencedSecurityGroupId']],
  atLeastOneOf: [['cidrIpv4', 'cidrIpv6', 'prefixListId', 'referencedSecurityGroupId']],
  values: [
    { path: 'cidrIpv4', pattern: CIDR_V4 },
    { path: 'fromPort', min: -1, max: 65_535 },
    { path: 'toPort', min: -1, max: 65_535 },
    { path: 'ipProtocol', pattern: /-1|tcp|udp|icmp|icmpv6|\d{1,3}/ },
    { path: 'securityGroupId', pattern: /sg-[0-9a-f]+/ },
  ],
})

/** Rules of EC2's resources: the network. */
export const EC2: Readonly<Record<string, TypeRules>> = {
  'aws:ec2/vpc:Vpc': {
    source: source('vpc_.go', 'CreateVpc'),
    replaceOn: ['cidrBlock', 'ipv4IpamPoolId', 'ipv4NetmaskLength', 'instanceTenancy', 'region'],
    values: [
      { path: 'cidrBlock', pattern: CIDR_V4 },
      { path: 'instanceTenancy', oneOf: ['default', 'dedicated'] },
    ],
  },
  'aws:ec2/subnet:Subnet': {
    source: source('vpc_subnet.go', 'CreateSubnet'),
    replaceOn: [
      'availabilityZone',
      'availabilityZoneId',
      'cidrBlock',
      'ipv4IpamPoolId',
      'ipv6Native',
      'outpostArn',
      'vpcId',
      'region',
    ],
    conflicts: [['availabilityZone', 'availabilityZoneId']],
    values: [
      { path: 'cidrBlock', pattern: CIDR_V4 },
      { path: 'vpcId', pattern: /vpc-[0-9a-f]+/ },
    ],
  },
  'aws:ec2/internetGateway:InternetGateway': {
    source: source('vpc_internet_gateway.go', 'CreateInternetGateway'),
    replaceOn: ['region'],
  },
  'aws:ec2/natGateway:NatGateway': {
    source: source('vpc_nat_gateway.go', 'CreateNatGateway'),
    replaceOn: ['allocationId', 'availabilityMode', 'connectivityType', 'privateIp', 'subnetId', 'vpcId', 'region'],
    values: [{ path: 'connectivityType', oneOf: ['public', 'private'] }],
  },
  'aws:ec2/eip:Eip': {
    source: source('ec2_eip.go', 'AllocateAddress'),
    replaceOn: [
      'address',
      'customerOwnedIpv4Pool',
      'domain',
      'ipamPoolId',
      'networkBorderGroup',
      'publicIpv4Pool',
      'region',
    ],
    values: [{ path: 'domain', oneOf: ['vpc', 'standard'] }],
  },
  'aws:ec2/routeTable:RouteTable': {
    source: source('vpc_route_table.go', 'CreateRouteTable'),
    replaceOn: ['vpcId', 'region'],
  },
  'aws:ec2/route:Route': {
    source: source('vpc_route.go', 'CreateRoute'),
    replaceOn: [
      'destinationCidrBlock',
      'destinationIpv6CidrBlock',
      'destinationPrefixListId',
      'routeTableId',
      'region',
    ],
    conflicts: [
      ['destinationCidrBlock', 'destinationIpv6CidrBlock', 'destinationPrefixListId'],
      ['gatewayId', 'natGatewayId', 'egressOnlyGatewayId', 'networkInterfaceId', 'transitGatewayId', 'vpcEndpointId'],
    ],
    atLeastOneOf: [['destinationCidrBlock', 'destinationIpv6CidrBlock', 'destinationPrefixListId']],
    values: [{ path: 'destinationCidrBlock', pattern: CIDR_V4 }],
  },
  'aws:ec2/routeTableAssociation:RouteTableAssociation': {
    source: source('vpc_route_table_association.go', 'AssociateRouteTable'),
    replaceOn: ['subnetId', 'gatewayId', 'region'],
    conflicts: [['subnetId', 'gatewayId']],
    atLeastOneOf: [['subnetId', 'gatewayId']],
  },
  'aws:ec2/securityGroup:SecurityGroup': {
    source: source('vpc_security_group.go', 'CreateSecurityGroup'),
    replaceOn: ['name', 'namePrefix', 'description', 'vpcId', 'region'],
    conflicts: [['name', 'namePrefix']],
    values: [
      { path: 'name', pattern: /(?!sg-)[^\n]{1,255}/ },
      { path: 'description', pattern: /[\w .:/()#,@[\]+=&;{}!$*-]{1,255}/ },
    ],
  },
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': {
    source: source('vpc_default_security_group.go', 'AuthorizeSecurityGroupIngress'),
    replaceOn: ['vpcId', 'region'],
  },
  'aws:ec2/vpcEndpoint:VpcEndpoint': {
    source: source('vpc_endpoint.go', 'CreateVpcEndpoint'),
    replaceOn: [
      'resourceConfigurationArn',
      'serviceName',
      'serviceNetworkArn',
      'serviceRegion',
      'vpcEndpointType',
      'vpcId',
      'region',
    ],
    replaceWhen: [{ path: 'privateDnsEnabled', when: ({ vpcEndpointType }) => vpcEndpointType !== 'Interface' }],
    conflicts: [['serviceName', 'resourceConfigurationArn', 'serviceNetworkArn']],
    values: [
      { path: 'policy', json: true, maxLength: 20_480 },
      {
        path: 'vpcEndpointType',
        oneOf: ['Gateway', 'Interface', 'GatewayLoadBalancer', 'Resource', 'ServiceNetwork'],
      },
      { path: 'serviceName', pattern: /(com|aws|cn)(\.[\w-]+)+/ },
      { path: 'ipAddressType', oneOf: ['ipv4', 'ipv6', 'dualstack'] },
    ],
  },
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': groupRule(
    'vpc_security_group_egress_rule.go',
    'AuthorizeSecurityGroupEgress',
  ),
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': groupRule(
    'vpc_security_group_ingress_rule.go',
    'AuthorizeSecurityGroupIngress',
  ),
}
