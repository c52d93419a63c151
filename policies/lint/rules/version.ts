import { found, rule } from '../rule.ts'
import { child, textOf } from '../../../spec/text-tree/source-node.ts'

const NEW = '2012-10-17'
const OLD = '2008-10-17'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
export const version = rule({
  codes: ['INVALID_VERSION', 'MISSING_VERSION', 'VERSION_TOO_OLD'],
  *check({ node, type, placement }) {
    if (node.kind !== 'map') return
    const value = child(node, 'Version')
    const written = textOf(value)
    if (value === null) yield found('MISSING_VERSION', node, {})
    else if (written !== null && written !== NEW && written !== OLD)
      yield found('INVALID_VERSION', value, { version: written })
    // An inline policy of a template may be old; a policy by itself is stored as a managed one.
    const managed = (type === 'identity' || type === 'boundary') && placement !== 'inline'
    if (managed && (value === null || written === OLD))
      yield found('VERSION_TOO_OLD', value ?? node, { version: written })
  },
})
