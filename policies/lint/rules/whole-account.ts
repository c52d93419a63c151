import { found, rule } from '../rule.ts'

/** Keys that say who of the account, or that someone outside of it vouches. */
const NARROWS =
  /^(aws:principal(arn|tag\/.+|orgid|orgpaths)|aws:userid|sts:(externalid|rolesessionname|sourceidentity)|aws:multifactorauth(present|age)|aws:sourceidentity)$/

/** A role that trusts everyone of an account. */
export const wholeAccount = rule({
  codes: ['TRUST_OF_WHOLE_ACCOUNT'],
  *check({ type, statements }) {
    if (type !== 'trust') return
    for (const { effect, principals, conditions } of statements) {
      if (effect !== 'Allow' || conditions.some(({ name }) => NARROWS.test(name))) continue
      for (const { kind, node, value, shown } of principals) {
        const whole = kind === 'AWS' && (/^(\d{12}|arn:[^:]+:iam::[^:]+:root)$/.test(value) || value === '*')
        if (whole) yield found('TRUST_OF_WHOLE_ACCOUNT', node, { principal: shown })
      }
    }
  },
})
