import { serviceOf } from '../action-facts.ts'
import { found, rule } from '../rule.ts'

/** What STS asks a role's trust policy about. */
const TRUST_ACTION =
  /^sts:(assumerole|assumerolewithsaml|assumerolewithwebidentity|tagsession|setsourceidentity|setcontext|\*|assumerole\*|[a-z?]*\*[a-z*?]*)$/i

/** A resource or trust policy is asked only about actions of its own service. */
export const actionsOfPolicy = rule({
  codes: ['UNSUPPORTED_ACTION_IN_POLICY'],
  *check({ type, service, statements }) {
    for (const { actions } of statements) {
      for (const { node, value, unknown } of actions) {
        if (unknown || value === '') continue
        if (type === 'trust' && !TRUST_ACTION.test(value) && value !== '*' && value.includes(':')) {
          yield found('UNSUPPORTED_ACTION_IN_POLICY', node, { action: value, holder: 'a role' })
        }
        const prefix = serviceOf(value)
        if (type !== 'resource' || service === null || prefix === null) continue
        const fits = prefix === service || (FAMILIES[service] ?? []).includes(prefix)
        if (!fits)
          yield found('UNSUPPORTED_ACTION_IN_POLICY', node, { action: value, holder: `a resource of \`${service}\`` })
      }
    }
  },
})

/** Services whose policies also decide about actions of another prefix. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  s3: ['s3-object-lambda', 's3express'],
  ecr: ['ecr-public'],
}
