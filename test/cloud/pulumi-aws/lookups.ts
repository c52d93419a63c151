import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { partitionOf } from './config.ts'
import type { Context } from './handler.ts'
import { handlerOf } from './handlers/index.ts'
import type { Values } from './values.ts'

/** Answers a look-up of a program. */
export type Lookup = (args: Values, context: Context) => Promise<Values>

/** The look-ups that the stand-in answers, by token. */
export const LOOKUPS: Readonly<Record<string, Lookup>> = {
  'aws:ec2/getVpc:getVpc': async (args, context) => {
    const { id, region: _, ...rest } = args
    if (typeof id !== 'string' || Object.keys(rest).length > 0) {
      throw new Error('getVpc: the stand-in of the AWS provider looks for VPCs by their id alone')
    }
    const vpc = await handlerOf('aws:ec2/vpc:Vpc')
    const found = await vpc!.read(id, {}, context)
    if (found === undefined) throw new Error(`getVpc: there is no VPC ${id}`)
    return {
      ...found,
      id,
      region: context.region,
      state: 'available',
      default: false,
      cidrBlockAssociations: [
        { associationId: `vpc-cidr-assoc-${id}`, cidrBlock: found['cidrBlock'], state: 'associated' },
      ],
      enableNetworkAddressUsageMetrics: false,
      ipv6AssociationId: '',
      ipv6CidrBlock: '',
      ipv6CidrBlockAssociations: [],
    }
  },
  'aws:index/getAvailabilityZones:getAvailabilityZones': async (args, { clients, region }) => {
    const { DescribeAvailabilityZonesCommand, EC2Client } = await import('@aws-sdk/client-ec2')
    const { AvailabilityZones = [] } = await clients(EC2Client).send(new DescribeAvailabilityZonesCommand({}))
    return {
      ...args,
      id: region,
      region,
      groupNames: [...new Set(AvailabilityZones.map(({ GroupName }) => GroupName ?? region))],
      names: AvailabilityZones.map(({ ZoneName }) => ZoneName!),
      zoneIds: AvailabilityZones.map(({ ZoneId }) => ZoneId!),
    }
  },
  'aws:index/getCallerIdentity:getCallerIdentity': async (_, { clients }) => {
    const { Account, Arn, UserId } = await clients(STSClient).send(new GetCallerIdentityCommand({}))
    return { accountId: Account, arn: Arn, id: Account, userId: UserId }
  },
  'aws:index/getPartition:getPartition': async (_, { region }) => {
    const { partition, dnsSuffix } = partitionOf(region)
    return { id: partition, partition, dnsSuffix, reverseDnsPrefix: dnsSuffix.split('.').toReversed().join('.') }
  },
  'aws:index/getRegion:getRegion': async (_, { region }) => {
    const { dnsSuffix } = partitionOf(region)
    return { id: region, name: region, region, description: region, endpoint: `ec2.${region}.${dnsSuffix}` }
  },
}
