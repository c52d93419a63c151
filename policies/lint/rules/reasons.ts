import { found, rule } from '../rule.ts'

/** Every statement has a reason, when reasons are kept. */
export const reasons = rule({
  codes: ['STATEMENT_WITHOUT_REASON'],
  *check({ statements }, _facts, { reasons: known }) {
    if (known === null) return
    for (const { sid, node } of statements) {
      const reason = sid !== null && Object.hasOwn(known, sid.value) ? known[sid.value]!.trim() : ''
      if (reason === '') yield found('STATEMENT_WITHOUT_REASON', sid?.node ?? node, { sid: sid?.shown ?? null })
    }
  },
})
