import { found, rule } from '../rule.ts'

/** Multi-factor authentication that is asked to be absent. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html */
export const mfa = rule({
  codes: ['BAD_PATTERN_FOR_MFA'],
  *check({ statements }) {
    for (const { conditions, effect } of statements) {
      for (const { name, operator, values, key } of conditions) {
        if (name !== 'aws:multifactorauthpresent' || operator === null) continue
        const absence = values.some(({ value }) => value.toLowerCase() === 'false')
        const absent = operator.family === 'Bool' && absence && effect === 'Allow'
        const missing = operator.family === 'Null' && absence && effect === 'Deny'
        if (absent || missing) yield found('BAD_PATTERN_FOR_MFA', key.node, {})
      }
    }
  },
})
