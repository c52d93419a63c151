import { isPattern } from '../glob.ts'
import { REGION_SHAPE, REGIONS } from '../regions.ts'
import { found, rule } from '../rule.ts'
import { slipOf } from '../slip.ts'

/** Values of keys whose values AWS gives: regions, VPCs and their endpoints. */
export const knownValues = rule({
  codes: ['INVALID_REGION', 'INVALID_VPC_FORMAT', 'INVALID_VPCE_FORMAT'],
  *check({ statements }) {
    for (const { conditions } of statements) {
      for (const { name, values, operator } of conditions) {
        if (operator?.family !== 'String') continue
        for (const { node, value, unknown } of values) {
          if (unknown || isPattern(value) || value.includes('${')) continue
          if (name === 'aws:requestedregion' && !REGIONS.has(value)) {
            const suggestion = REGION_SHAPE.test(value) ? slipOf(value, REGIONS) : null
            yield found('INVALID_REGION', node, { region: value, suggestion }, suggestion === null ? 'warning' : null)
          }
          if (name === 'aws:sourcevpc' && !/^vpc-([0-9a-z]{8}|[0-9a-z]{17})$/.test(value)) {
            yield found('INVALID_VPC_FORMAT', node, { value })
          }
          if (name === 'aws:sourcevpce' && !/^vpce-([0-9a-z]{8}|[0-9a-z]{17})$/.test(value)) {
            yield found('INVALID_VPCE_FORMAT', node, { value })
          }
        }
      }
    }
  },
})
