import type { Facts } from '../facts/index.ts'
import { EvaluationError } from './evaluation-error.ts'
import type { RequestView } from './request-view.ts'
import { textMatcher, type PatternPart } from './text-pattern.ts'

/**
 * Refuses a request that cannot happen: an action that AWS knows on a resource of a type that it does not act on. Actions and
 * services that the facts do not have are let through.
 *
 * @throws {EvaluationError} RESOURCE_NOT_FOR_ACTION
 */
export function checkResourceFits({ action, resource }: RequestView, facts: Facts): void {
  const [prefix = '', name = ''] = action.split(':')
  const service = facts.service(prefix)
  const known = service?.actions.get(name)
  if (service === undefined || known === undefined || resource === '*') return
  const written = `${prefix}:${known.name}`
  if (known.wildcardOnly) {
    throw notFor(`${written} knows no resources; its resource is "*", not ${resource}`)
  }
  const templates = known.resourceTypes.flatMap((type) => service.resourceTypes.get(type.name.toLowerCase())?.arn ?? [])
  if (templates.length === 0 || templates.some((template) => matchesTemplate(template, resource))) return
  throw notFor(`${written} does not act on ${resource}, but on ${templates.join(' or ')}`)
}

/** Whether resource control policies apply to the service of an action. */
export function knowsResourceControl({ action }: RequestView, facts: Facts): boolean {
  return facts.rcpServices.has(action.slice(0, action.indexOf(':')))
}

const MATCHERS = new Map<string, (text: string) => boolean>()

/** A template such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`; only the name of a bucket has no slash. */
function matchesTemplate(template: string, resource: string): boolean {
  const known = MATCHERS.get(template)
  if (known !== undefined) return known(resource)
  const parts = template.split(/(\$\{[^}]*\}|\*)/).flatMap((part, i): PatternPart[] => {
    if (i % 2 === 1) return [{ kind: 'star' }]
    return part === '' ? [] : [{ kind: 'text', text: part }]
  })
  const matches = textMatcher(parts)
  const bucketAlone = template.endsWith(':::${BucketName}')
  const matcher = (text: string): boolean => matches(text) && !(bucketAlone && text.includes('/'))
  MATCHERS.set(template, matcher)
  return matcher(resource)
}

function notFor(detail: string): EvaluationError {
  return new EvaluationError('RESOURCE_NOT_FOR_ACTION', 'request', ['resource'], detail)
}
