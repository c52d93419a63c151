import { arnParts } from '../arn-parts.ts'
import { UNKNOWN } from '../glob.ts'
import { found, rule } from '../rule.ts'

/** Secrets Manager adds a hyphen and six characters to a secret's name. */
export const secretSuffix = rule({
  codes: ['SECRET_ARN_WITHOUT_SUFFIX'],
  *check({ statements, type }) {
    if (type === 'resource') return
    for (const { resources } of statements) {
      for (const { node, value, shown } of resources) {
        const arn = arnParts(value)
        if (arn?.service !== 'secretsmanager' || !arn.resource.startsWith('secret:')) continue
        const open = arn.resource.endsWith('*') || arn.resource.endsWith(UNKNOWN) || arn.resource.endsWith('}')
        if (open || /-[A-Za-z0-9?]{6}$/.test(arn.resource)) continue
        yield found('SECRET_ARN_WITHOUT_SUFFIX', node, { arn: shown })
      }
    }
  },
})
