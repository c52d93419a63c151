import { arnParts, open } from '../arn-parts.ts'
import { found, rule } from '../rule.ts'

/** A resource policy is about the resource that it is attached to. */
export const resourcesOfPolicy = rule({
  codes: ['UNSUPPORTED_RESOURCE_ARN_IN_POLICY'],
  *check({ type, service, statements }) {
    if (type !== 'resource' || service === null) return
    for (const { resources } of statements) {
      for (const { node, value, shown } of resources) {
        const arn = arnParts(value)
        if (arn === null || open(arn.service) || arn.service === service || arn.service.startsWith(`${service}-`))
          continue
        yield found('UNSUPPORTED_RESOURCE_ARN_IN_POLICY', node, { arn: shown, service })
      }
    }
  },
})
