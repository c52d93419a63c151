import { cleared, isPrivate, readRange } from '../ip-range.ts'
import { found, rule } from '../rule.ts'

/** aws:SourceIp is a public address; ranges have no bits behind their length. */
export const ipAddresses = rule({
  codes: [
    'PRIVATE_IP_ADDRESS',
    'PRIVATE_NOTIPADDRESS',
    'PRIVATE_IP_ADDRESS_SUBSET',
    'PRIVATE_NOTIPADDRESS_SUBSET',
    'IMPROVE_IP_RANGE',
  ],
  *check({ statements }) {
    for (const { conditions } of statements) {
      for (const { operator, name, values, valueNode } of conditions) {
        if (operator?.family !== 'IpAddress') continue
        const ranges = values.flatMap((text) => {
          const range = text.unknown ? null : readRange(text.value)
          return range === null ? [] : [{ text, range }]
        })
        for (const { text, range } of ranges) {
          const better = cleared(range)
          if (better !== null) yield found('IMPROVE_IP_RANGE', text.node, { range: text.shown, better })
        }
        const hidden = name === 'aws:sourceip' ? ranges.filter(({ range }) => isPrivate(range)) : []
        if (hidden.length === 0) continue
        if (hidden.length === values.length) {
          yield found(operator.negated ? 'PRIVATE_NOTIPADDRESS' : 'PRIVATE_IP_ADDRESS', valueNode, {})
          continue
        }
        const code = operator.negated ? 'PRIVATE_NOTIPADDRESS_SUBSET' : 'PRIVATE_IP_ADDRESS_SUBSET'
        for (const { text } of hidden) yield found(code, text.node, { address: text.shown })
      }
    }
  },
})
