import { found, rule } from '../rule.ts'

/** Statement ids. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
export const sids = rule({
  codes: ['UNSUPPORTED_SID', 'UNIQUE_SIDS_REQUIRED', 'UNIQUE_SIDS_RECOMMENDED', 'EMPTY_SID_VALUE'],
  *check({ statements, type }) {
    // Other services allow more letters, and some the same id twice.
    const strict = type !== 'resource'
    const seen = new Set<string>()
    for (const { sid } of statements) {
      if (sid === null || sid.unknown) continue
      const { value, node } = sid
      if (value === '') yield found('EMPTY_SID_VALUE', node, {})
      else if (seen.has(value))
        yield found(strict ? 'UNIQUE_SIDS_REQUIRED' : 'UNIQUE_SIDS_RECOMMENDED', node, { sid: value })
      if (strict && !/^[A-Za-z0-9]*$/.test(value)) {
        // IAM stores an underscore all the same: moto recorded that.
        yield found('UNSUPPORTED_SID', node, { sid: value }, /^\w*$/.test(value) ? 'warning' : null)
      }
      seen.add(value)
    }
  },
})
