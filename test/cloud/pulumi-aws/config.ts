import { isValues, type Tags, type Values } from './values.ts'

/** How the provider is configured. */
export interface Config {
  readonly endpoint: string
  readonly region: string
  /** On everything that can have tags. */
  readonly defaultTags: Tags
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
}

/** What of the real provider's configuration the stand-in knows; what does nothing here is taken and ignored. */
const KNOWN = new Set(['accessKey', 'defaultTags', 'region', 'secretKey', 'token'])
const WITHOUT_EFFECT = new Set([
  's3UsePathStyle',
  'skipCredentialsValidation',
  'skipMetadataApiCheck',
  'skipRegionValidation',
  'skipRequestingAccountId',
  'version',
])

/** What is wrong in a configuration, by its property. */
export function configProblems(given: Values): { readonly property: string; readonly reason: string }[] {
  const unknown = Object.keys(given)
    .filter((name) => !name.startsWith('__') && !KNOWN.has(name) && !WITHOUT_EFFECT.has(name))
    .map((property) => ({ property, reason: 'the stand-in of the AWS provider does not know this setting' }))
  const { defaultTags } = parsed(given)
  const wrong = isValues(defaultTags) && Object.keys(defaultTags).some((name) => name !== 'tags')
  return wrong ? [...unknown, { property: 'defaultTags', reason: 'has the field tags alone' }] : unknown
}

/**
 * The configuration as the stand-in uses it.
 *
 * @param given - of the program or the stack
 * @throws when no emulator is named: this provider must never reach AWS
 */
export function configOf(given: Values, environment: NodeJS.ProcessEnv): Config {
  const endpoint = environment['CROWSNEST_AWS_ENDPOINT'] || environment['AWS_ENDPOINT_URL']
  if (!endpoint || !LOOPBACK.test(endpoint)) {
    throw new Error(
      'The stand-in of the AWS provider works on an emulator on this machine. Set CROWSNEST_AWS_ENDPOINT to its address, such as http://127.0.0.1:4566.',
    )
  }
  const { accessKey, secretKey, token, region, defaultTags } = parsed(given)
  const tags = isValues(defaultTags) ? defaultTags['tags'] : undefined
  const sessionToken = token ?? environment['AWS_SESSION_TOKEN']
  return {
    endpoint,
    region: String(region ?? (environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || 'us-east-1')),
    defaultTags: (tags ?? {}) as Tags,
    credentials: {
      accessKeyId: String(accessKey ?? (environment['AWS_ACCESS_KEY_ID'] || '123456789012')),
      secretAccessKey: String(secretKey ?? (environment['AWS_SECRET_ACCESS_KEY'] || 'test')),
      ...(sessionToken ? { sessionToken: String(sessionToken) } : {}),
    },
  }
}

const LOOPBACK = /^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?\/?$/

/** Pulumi hands over what is no text as JSON. */
function parsed(given: Values): Values {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const isJson = typeof value === 'string' && /^[[{]|^(true|false)$/.test(value)
      return [name, isJson ? (JSON.parse(value) as unknown) : value]
    }),
  )
}

/** The partition of a region. */
export function partitionOf(region: string): { readonly partition: string; readonly dnsSuffix: string } {
  if (region.startsWith('cn-')) return { partition: 'aws-cn', dnsSuffix: 'amazonaws.com.cn' }
  if (region.startsWith('us-gov-')) return { partition: 'aws-us-gov', dnsSuffix: 'amazonaws.com' }
  return { partition: 'aws', dnsSuffix: 'amazonaws.com' }
}
