import { matches } from '../glob.ts'
import { found, rule } from '../rule.ts'

/** In one list, an entry that another covers. */
export const redundantActions = rule({
  codes: ['REDUNDANT_ACTION'],
  *check({ statements }) {
    for (const { actions, notActions } of statements) {
      for (const list of [actions, notActions]) {
        const texts = list
          .filter(({ unknown }) => !unknown)
          .map((text) => ({ ...text, lower: text.value.toLowerCase() }))
        const wide = texts.filter(({ lower }) => /[*?]/.test(lower))
        const seen = new Map<string, string>()
        for (const { node, lower, shown } of texts) {
          const by =
            seen.get(lower) ?? wide.find((other) => other.lower !== lower && matches(other.lower, lower))?.shown
          if (by !== undefined) yield found('REDUNDANT_ACTION', node, { action: shown, by })
          seen.set(lower, shown)
        }
      }
    }
  },
})
