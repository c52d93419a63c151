import type { PolicyResource, PolicyResourceOptions, ResourceValidationArgs } from '@pulumi/policy'
import { knownValue, type Properties } from './known-value.ts'

/** A resource of a stack as rules see it: data, whichever way it reached the pack. */
export interface StackResource {
  readonly urn: string
  /** Token of its type: `aws:iam/role:Role`. */
  readonly type: string
  /** Logical name. */
  readonly name: string
  /** Inputs before a resource is made, inputs and outputs when a whole stack is looked at. */
  readonly properties: Properties
  /** Whether Pulumi refuses to delete it. */
  readonly protect: boolean
  /** Tags that its provider adds. */
  readonly defaultTags: Properties
  /** URNs of the resources that each property's value comes from; known only when a whole stack is looked at. */
  readonly sources: Readonly<Record<string, readonly string[]>>
}

/** What `@pulumi/policy` says of a resource, alone or in its stack. */
type Given = Pick<ResourceValidationArgs, 'urn' | 'type' | 'name' | 'props' | 'provider'> & {
  readonly opts: Pick<PolicyResourceOptions, 'protect'>
  readonly propertyDependencies?: PolicyResource['propertyDependencies']
}

/** A resource from the arguments of a policy function. */
export function resourceOf({
  urn,
  type,
  name,
  props,
  opts,
  provider,
  propertyDependencies = {},
}: Given): StackResource {
  return {
    urn,
    type,
    name,
    properties: propertiesOf(props),
    protect: opts.protect,
    defaultTags: defaultTagsOf(provider?.props),
    sources: Object.fromEntries(
      Object.entries(propertyDependencies).map(([property, from]) => [property, from.map((source) => source.urn)]),
    ),
  }
}

function propertiesOf(value: unknown): Properties {
  const known = knownValue(value)
  return isProperties(known) ? known : {}
}

/** Whether a value is a mapping. */
export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Providers get their settings as JSON, one text for each. */
function defaultTagsOf(provider: unknown): Properties {
  const { defaultTags } = propertiesOf(provider)
  const settings = typeof defaultTags === 'string' ? parsed(defaultTags) : defaultTags
  const tags = isProperties(settings) ? settings['tags'] : undefined
  return isProperties(tags) ? tags : {}
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined // not JSON: nothing that could be read as tags
  }
}
