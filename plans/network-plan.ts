import { engineEndpointPolicy, sharedEndpointPolicy, toIamPolicy, type EndpointService } from '../policies/index.ts'
import type { AwsPlace } from '../spec/index.ts'
import { endpointServiceName } from './endpoint-service.ts'
import { resolveEngine, type EngineReference } from './engine-reference.ts'
import { formatIpRange, parseIpRange, subrange } from './ip-range.ts'

/** The addresses of the original service's template. Guide: Amazon VPC. */
export const DEFAULT_CIDR_BLOCK = '172.31.0.0/16'

/** Services that an engine in a VPC calls, whatever its sources: sign-in, alerts, and the passwords of databases. */
export const DEFAULT_ENDPOINTS: readonly EndpointService[] = ['sts', 'sns', 'lambda', 'secretsmanager']

/** What a network is configured with, all values known. */
export interface NetworkSettings {
  /** Default 172.31.0.0/16. */
  readonly cidrBlock?: string
  /** The engine that runs there; default any engine of the account and region. */
  readonly engine?: EngineReference
  /** Path of the roles of all engines, where no engine is named; default `/crowsnest/<region>/`. */
  readonly rolePath?: string
  /** Names of the endpoints of services, where a partition has others. */
  readonly endpointServiceNames?: Readonly<Record<string, string>>
}

/** Everything of a network that follows from its settings. */
export interface NetworkPlan {
  readonly cidrBlock: string
  readonly publicSubnet: string
  /** In the first and in the second zone. */
  readonly privateSubnets: readonly [string, string]
}

/** A VPC endpoint. */
export interface EndpointPlan {
  readonly serviceName: string
  /** JSON. */
  readonly policy: string
}

/** Numbers of the subnets among the parts that the VPC falls into: those of the original service's template. */
const PUBLIC_PART = 0
const PRIVATE_PARTS = [3, 2] as const

/** AWS takes VPCs from /16 on and subnets down to /28. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const SMALLEST_SUBNET = 28

/** Sizes of a VPC: what AWS takes, and still four subnets. */
export const VPC_PREFIXES = { largest: 16, smallest: SMALLEST_SUBNET - 2 } as const

/**
 * The subnets of a network: one public and two private, of 256 parts of the VPC, or of as many as its size allows.
 *
 * @param cidrBlock - checked
 */
export function planNetwork(cidrBlock: string = DEFAULT_CIDR_BLOCK): NetworkPlan {
  const range = parseIpRange(cidrBlock)
  if (range === null) throw new Error(`planNetwork was given "${cidrBlock}", which was not checked`)
  const prefix = Math.min(range.prefix + 8, SMALLEST_SUBNET)
  const part = (number: number): string => formatIpRange(subrange(range, prefix, number))
  return {
    cidrBlock,
    publicSubnet: part(PUBLIC_PART),
    privateSubnets: [part(PRIVATE_PARTS[0]), part(PRIVATE_PARTS[1])],
  }
}

/**
 * A VPC endpoint with the policy that lets through what engines and their detectors do there, and nothing else.
 *
 * @throws {PolicyError} for an engine or path that no policy can be written for
 */
export function planEndpoint(service: EndpointService, settings: NetworkSettings, place: AwsPlace): EndpointPlan {
  const { engine, rolePath, endpointServiceNames = {} } = settings
  return {
    serviceName: endpointServiceNames[service] ?? endpointServiceName(place, service),
    policy: JSON.stringify(toIamPolicy(endpointPolicy(service, engine, rolePath, place))),
  }
}

function endpointPolicy(
  service: EndpointService,
  engine: EngineReference | undefined,
  rolePath: string | undefined,
  place: AwsPlace,
): ReturnType<typeof engineEndpointPolicy> {
  if (engine === undefined) return sharedEndpointPolicy(service, place, rolePath)
  const resolved = resolveEngine(engine, place)
  return engineEndpointPolicy(service, resolved.place, resolved.policyOptions)
}
