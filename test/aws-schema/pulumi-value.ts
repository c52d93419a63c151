import { inspect } from 'node:util'

const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SECRET = '1b47061264138c4ac30d75fd1eb44270'
const OUTPUT = 'd0e6a833031e9bbcd3f4e8bde6ca49a4'
const RESOURCE = '5cf8f73096256a8f31e491e813e4eb8e'
const ASSET = 'c44067f5952c0a294b673a41bacd8c17'
const ARCHIVE = '0def7320c3a5731c473e5ecbe6d01bc7'

/** What stands on Pulumi's wire for a value that only an update will know. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

/** A value of a Pulumi property, without the marks that it carries on the wire or in the language's SDK. */
export type PulumiValue =
  | { readonly kind: 'absent' | 'unknown' | 'asset' | 'archive' | 'resource' }
  | { readonly kind: 'plain'; readonly value: unknown }

/**
 * Looks through secrets and outputs at what a value is. Understands values as the wire has them, as mocks of
 * `@pulumi/pulumi` hand them over, and instances of its assets and resources.
 */
export function readPulumiValue(value: unknown): PulumiValue {
  if (value === undefined || value === null) return { kind: 'absent' }
  if (value === UNKNOWN) return { kind: 'unknown' }
  if (typeof value !== 'object') return { kind: 'plain', value }
  const fields = value as Readonly<Record<string, unknown>>
  switch (fields[SIGNATURE]) {
    case SECRET:
      return readPulumiValue(fields['value'])
    case OUTPUT:
      return 'value' in fields ? readPulumiValue(fields['value']) : { kind: 'unknown' }
    case RESOURCE:
      return { kind: 'resource' }
    case ASSET:
      return { kind: 'asset' }
    case ARCHIVE:
      return { kind: 'archive' }
    default:
  }
  if (fields['__pulumiAsset'] === true) return { kind: 'asset' }
  if (fields['__pulumiArchive'] === true) return { kind: 'archive' }
  if (fields['__pulumiResource'] === true) return { kind: 'resource' }
  if (fields['__pulumiUnknown'] === true || fields['$unknown'] === true) return { kind: 'unknown' }
  return { kind: 'plain', value }
}

/** A value in the text of a problem. */
export function show(value: unknown): string {
  return inspect(value, { depth: 1, maxStringLength: 80, breakLength: Infinity })
}
