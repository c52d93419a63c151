import type { StackResource } from './resource.ts'
import type { Scope } from './rule.ts'

/** Properties that hold the name of a resource in AWS, or a part of it. */
const NAMES = ['name', 'namePrefix', 'bucket', 'bucketPrefix', 'path', 'groupName'] as const

/** Whether a rule with this scope judges a resource. */
export function inScope(resource: StackResource, scope: Scope): boolean {
  return scope === 'all' || isOfCrowsnest(resource)
}

/**
 * Whether a resource belongs to Crowsnest: made by one of its components, whatever they are wrapped in, or written by hand under one of
 * its names (`crowsnest-...`, `/aws/lambda/crowsnest-...`, `/crowsnest/...`).
 */
export function isOfCrowsnest({ urn, properties }: StackResource): boolean {
  const [, , types = ''] = urn.split('::')
  if (types.split('$').some((type) => type.startsWith('crowsnest:'))) return true
  return NAMES.some((property) => {
    const value = properties[property]
    return typeof value === 'string' && /^(\/?|\/aws\/lambda\/)crowsnest[-/]/.test(value)
  })
}
