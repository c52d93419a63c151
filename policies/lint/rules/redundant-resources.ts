import { matches } from '../glob.ts'
import { found, rule } from '../rule.ts'

/** In one list, an entry that another covers. */
export const redundantResources = rule({
  codes: ['REDUNDANT_RESOURCE'],
  *check({ statements }) {
    for (const { resources, notResources } of statements) {
      for (const list of [resources, notResources]) {
        const texts = list.filter(({ unknown }) => !unknown)
        const wide = texts.filter(({ value }) => /[*?]/.test(value))
        const seen = new Map<string, string>()
        for (const { node, value, shown } of texts) {
          const by =
            seen.get(value) ?? wide.find((other) => other.value !== value && matches(other.value, value))?.shown
          if (by !== undefined) yield found('REDUNDANT_RESOURCE', node, { resource: shown, by })
          seen.set(value, shown)
        }
      }
    }
  },
})
