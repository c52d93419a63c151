import type { ResourceTypeFacts, ServiceFacts } from '../facts/index.ts'
import { arnParts, templatePattern, type ArnParts } from './arn-parts.ts'
import { isPattern, overlaps, UNKNOWN } from './glob.ts'

/** Whether a resource of a policy can be one of a type; "*" can be any. */
export function isOfType(resource: string, type: ResourceTypeFacts): boolean {
  if (resource === '*' || resource.startsWith(UNKNOWN)) return true
  const arn = arnParts(resource)
  if (arn === null) return isPattern(resource) && overlaps(resource, templatePattern(type.arn))
  // A bucket's name has no slash, an object's ARN always has one.
  if (type.arn.endsWith(':s3:::${BucketName}') && arn.resource.includes('/')) return false
  // Access points have a region and an account, buckets and objects never.
  if (arn.service === 's3' && arn.account === '' && type.arn.includes('${Account}')) return false
  const template = arnParts(templatePattern(type.arn))
  return template !== null && FIELDS.every((field) => overlaps(arn[field], template[field]))
}

/** A wildcard of one field does not reach into the next. */
const FIELDS = ['partition', 'service', 'region', 'account', 'resource'] as const

/** The types whose last part fits, whatever region and account say. */
export function typesByResource(arn: ArnParts, service: ServiceFacts): readonly ResourceTypeFacts[] {
  const ofService = [...service.resourceTypes.values()].filter((type) => {
    const template = arnParts(templatePattern(type.arn))
    return template !== null && overlaps(arn.service, template.service) && overlaps(arn.resource, template.resource)
  })
  // `arn:p:sns:r:a:*` of a topic fits everything, so that it must not hide a type that names its kind.
  const named = ofService.filter((type) => {
    const template = arnParts(templatePattern(type.arn))
    const kind = /^[^*]+/.exec(template?.resource ?? '')?.[0]
    return kind !== undefined && arn.resource.startsWith(kind)
  })
  return named.length > 0 ? named : ofService
}
