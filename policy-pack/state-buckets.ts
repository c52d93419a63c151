import type { PropertyValue } from './known-value.ts'
import { isProperties, type StackResource } from './resource.ts'
import type { Stack } from './rule.ts'

const BUCKETS: ReadonlySet<string> = new Set(['aws:s3/bucket:Bucket', 'aws:s3/bucketV2:BucketV2'])

/** Buckets that hold the state of an engine: in scope, or named by the environment of an engine's function of this stack. */
export function stateBucketsOf({ resources, judged }: Stack): readonly StackResource[] {
  const engines = resources.filter(({ type }) => type === 'aws:lambda/function:Function').flatMap(engineOf)
  const names = new Set(engines.map(({ bucket }) => bucket))
  return resources.filter(
    (resource) =>
      BUCKETS.has(resource.type) &&
      (judged.includes(resource) || names.has(textOf(resource.properties['bucket']) ?? '')),
  )
}

/** The engine that a function is, by what it is told of its state. */
function engineOf({ properties: { environment } }: StackResource): readonly { readonly bucket: string }[] {
  const variables = isProperties(environment) ? environment['variables'] : undefined
  const state = isProperties(variables) ? textOf(variables['CROWSNEST_STATE']) : null
  const bucket = state === null ? undefined : /^s3:\/\/([^/]+)/.exec(state)?.[1]
  return bucket === undefined ? [] : [{ bucket }]
}

/** Resources of some types that set something of a bucket: made from it, or naming it. */
export function settingsOf(bucket: StackResource, type: string, { resources }: Stack): readonly StackResource[] {
  const names = new Set([textOf(bucket.properties['bucket']), textOf(bucket.properties['id'])])
  return resources.filter((resource) => {
    if (
      resource.type !== `aws:s3/${type}:${capital(type)}` &&
      resource.type !== `aws:s3/${type}V2:${capital(type)}V2`
    ) {
      return false
    }
    const of = textOf(resource.properties['bucket'])
    return resource.sources['bucket']?.includes(bucket.urn) === true || (of !== null && names.has(of))
  })
}

/** A value as a list: one thing, none, or several; `UNKNOWN` itself while it is not known. */
export function listOf(value: PropertyValue): readonly PropertyValue[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? (value as readonly PropertyValue[]) : [value]
}

/** A text that is known. */
export function textOf(value: PropertyValue): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
