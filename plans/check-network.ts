import { checkEngineName, checkRolePath, ENDPOINT_SERVICES } from '../policies/index.ts'
import { idProblems } from './check-engine.ts'
import { parseIpRange } from './ip-range.ts'
import { DEFAULT_CIDR_BLOCK, VPC_PREFIXES } from './network-plan.ts'
import { problemOf, type Problem } from './problem.ts'

/** A network's settings as far as they are known. */
export interface NetworkDraft {
  readonly cidrBlock?: string
  readonly vpcId?: string
  readonly privateSubnetIds?: readonly (string | undefined)[]
  readonly securityGroupIds?: readonly (string | undefined)[]
  readonly routeTableIds?: readonly (string | undefined)[]
  readonly availabilityZones?: readonly (string | undefined)[]
  readonly services?: readonly (string | undefined)[]
  readonly peerCidrBlocks?: readonly (string | undefined)[]
  readonly engine?: { readonly name?: string }
  readonly rolePath?: string
  readonly endpointServiceNames?: Readonly<Record<string, string | undefined>>
  /** Which arguments were given at all, known or not. */
  readonly given: ReadonlySet<string>
}

/** Everything that is wrong with a network's settings, at once; values not known yet pass. */
export function checkNetwork(draft: NetworkDraft): readonly Problem[] {
  return [
    ...existingProblems(draft),
    ...cidrProblems('cidrBlock', draft.cidrBlock, VPC_PREFIXES.largest, VPC_PREFIXES.smallest),
    ...(draft.peerCidrBlocks ?? []).flatMap((block, index) => cidrProblems(`peerCidrBlocks[${index}]`, block, 0, 32)),
    ...(draft.vpcId === undefined ? [] : idProblems('vpcId', [draft.vpcId], 'vpc-', 'VPC').map(atItself)),
    ...idProblems('privateSubnetIds', draft.privateSubnetIds, 'subnet-', 'subnet'),
    ...idProblems('securityGroupIds', draft.securityGroupIds, 'sg-', 'security group'),
    ...idProblems('routeTableIds', draft.routeTableIds, 'rtb-', 'route table'),
    ...zoneProblems(draft.availabilityZones),
    ...(draft.services ?? []).flatMap((service, index) => serviceProblems(`services[${index}]`, service)),
    ...repeatedProblems(draft.services ?? []),
    ...Object.keys(draft.endpointServiceNames ?? {}).flatMap((service) =>
      serviceProblems(`endpointServiceNames.${service}`, service),
    ),
    ...problemOf('engine.name', draft.engine?.name, checkEngineName),
    ...problemOf('rolePath', draft.rolePath, checkRolePath),
  ]
}

/** What belongs together, and what excludes each other. */
function existingProblems({ given }: NetworkDraft): readonly Problem[] {
  const isExisting = given.has('vpcId')
  const needless = isExisting ? ['cidrBlock', 'availabilityZones', 'natGateway'] : []
  const missing = isExisting ? [] : ['privateSubnetIds', 'securityGroupIds', 'routeTableIds']
  return [
    ...(isExisting && !given.has('privateSubnetIds')
      ? [{ path: 'privateSubnetIds', reason: 'An existing VPC (vpcId) needs its private subnets. Name them here.' }]
      : []),
    ...needless
      .filter((name) => given.has(name))
      .map((path) => ({ path, reason: 'An existing VPC (vpcId) stays as it is. Leave this out, or leave out vpcId.' })),
    ...missing
      .filter((name) => given.has(name))
      .map((path) => ({
        path,
        reason: 'This is part of an existing VPC. Name the VPC too (vpcId), or leave this out.',
      })),
    ...(given.has('engine') && given.has('rolePath')
      ? [{ path: 'rolePath', reason: 'The engine says its path. Leave this out, or put it into engine.rolePath.' }]
      : []),
  ]
}

function cidrProblems(path: string, got: string | undefined, largest: number, smallest: number): readonly Problem[] {
  if (got === undefined) return []
  const range = parseIpRange(got)
  if (range !== null && range.prefix >= largest && range.prefix <= smallest) return []
  return [
    {
      path,
      reason: `"${got}" is not a range of addresses from /${largest} to /${smallest}. Write its first address and size, such as ${DEFAULT_CIDR_BLOCK}.`,
    },
  ]
}

function zoneProblems(zones: readonly (string | undefined)[] | undefined): readonly Problem[] {
  if (zones === undefined) return []
  const isPair = zones.length === 2 && (zones[0] === undefined || zones[0] !== zones[1])
  if (isPair) return []
  return [
    { path: 'availabilityZones', reason: 'Name two different zones of the region, such as us-east-1a and us-east-1b.' },
  ]
}

function serviceProblems(path: string, service: string | undefined): readonly Problem[] {
  if (service === undefined || (Object.hasOwn(ENDPOINT_SERVICES, service) && service !== 's3')) return []
  const choices = Object.keys(ENDPOINT_SERVICES).filter((one) => one !== 's3')
  const why: Readonly<Record<string, string>> = {
    s3: 'S3 always has an endpoint. Leave it out.',
    kms: 'Services use keys on behalf of the engine, which never calls KMS. Leave it out.',
    logs: 'Lambda writes the log from outside of the VPC. Leave it out.',
  }
  return [{ path, reason: why[service] ?? `"${service}" is none of ${choices.join(', ')}. Use one of them.` }]
}

function repeatedProblems(services: readonly (string | undefined)[]): readonly Problem[] {
  return services.flatMap((service, index) =>
    service !== undefined && services.indexOf(service) < index
      ? [{ path: `services[${index}]`, reason: `"${service}" is there twice. Name it once.` }]
      : [],
  )
}

/** The problem of the only value of a list that is no list for users. */
function atItself({ reason }: Problem): Problem {
  return { path: 'vpcId', reason }
}
