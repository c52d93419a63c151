import { found, rule } from '../rule.ts'

/** A private address says something only inside a VPC. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const PAIRS: Readonly<Record<string, readonly string[]>> = {
  'aws:vpcsourceip': ['aws:SourceVpc', 'aws:SourceVpce'],
  'aws:ec2instancesourceprivateipv4': ['aws:Ec2InstanceSourceVpc'],
}

/** Keys that mean little alone, in an Allow. */
export const pairedKeys = rule({
  codes: ['MISSING_PAIRED_CONDITION_KEYS'],
  *check({ statements }) {
    for (const { conditions, effect } of statements) {
      const names = new Set(conditions.map(({ name }) => name))
      for (const { name, key } of conditions) {
        const pairs = Object.hasOwn(PAIRS, name) ? PAIRS[name]! : null
        if (pairs === null || effect !== 'Allow' || pairs.some((pair) => names.has(pair.toLowerCase()))) continue
        yield found('MISSING_PAIRED_CONDITION_KEYS', key.node, { key: key.shown, pairs })
      }
    }
  },
})
