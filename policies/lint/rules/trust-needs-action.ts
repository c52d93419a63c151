import { isAbout } from '../action-facts.ts'
import { found, rule } from '../rule.ts'

/** What may be set at all, before its values are limited. */
const SETTERS: Readonly<Record<string, string>> = {
  'sts:sourceidentity': 'sts:SetSourceIdentity',
  'sts:transitivetagkeys': 'sts:TagSession',
}

/** A trust policy that limits what callers set also lets them set it, in some statement. */
export const trustNeedsAction = rule({
  codes: ['MISSING_ACTION_FOR_CONDITION_KEY'],
  *check({ type, statements }) {
    if (type !== 'trust') return
    for (const { conditions, effect } of statements) {
      for (const { key, name, operator } of conditions) {
        const action = Object.hasOwn(SETTERS, name) ? SETTERS[name]! : null
        if (action === null || effect !== 'Allow' || operator?.base === 'Null' || operator?.ifExists === true) continue
        const allowed = statements.some((other) => other.effect === 'Allow' && isAbout(other, action))
        if (!allowed) yield found('MISSING_ACTION_FOR_CONDITION_KEY', key.node, { key: key.shown, action })
      }
    }
  },
})
