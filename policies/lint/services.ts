import { serviceOf } from './action-facts.ts'
import { arnParts, open } from './arn-parts.ts'
import type { PolicyView } from './policy-view.ts'
import { actionsOf, resourcesOf } from './walk.ts'

/** The services that policies name in actions, ARNs and condition keys: what facts are needed about. */
export function servicesNamed(policies: readonly PolicyView[]): ReadonlySet<string> {
  const services = new Set<string>()
  for (const statement of policies.flatMap((policy) => policy.statements)) {
    for (const { value } of actionsOf(statement)) services.add(serviceOf(value) ?? '')
    for (const { value } of resourcesOf(statement)) {
      const service = arnParts(value)?.service ?? ''
      if (!open(service)) services.add(service)
    }
    for (const { name } of statement.conditions) services.add(serviceOf(name) ?? '')
  }
  services.delete('')
  return services
}
