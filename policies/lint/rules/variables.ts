import { found, rule, type LintProblem } from '../rule.ts'
import { PLACEHOLDER, type Text } from '../text.ts'
import { UNKNOWN } from '../glob.ts'
import { actionsOf, resourcesOf } from '../walk.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export const variables = rule({
  codes: [
    'MISSING_BRACE_IN_VARIABLE',
    'MISSING_QUOTE_IN_VARIABLE',
    'UNSUPPORTED_SPACE_IN_VARIABLE',
    'EMPTY_VARIABLE',
    'VARIABLE_UNSUPPORTED_IN_ELEMENT',
    'VARIABLE_UNSUPPORTED_IN_VERSION',
    'INVALID_VARIABLE_FOR_OPERATOR',
    'PLACEHOLDER_UNFILLED',
  ],
  *check({ statements, version }) {
    for (const statement of statements) {
      const { principals, notPrincipals, conditions, sid } = statement
      const fixed: readonly (readonly [string, readonly Text[]])[] = [
        ['Action', actionsOf(statement)],
        ['Principal', [...principals, ...notPrincipals]],
        ['Sid', sid === null ? [] : [sid]],
      ]
      for (const [element, texts] of fixed) {
        for (const { node, value } of texts) {
          const [variable] = value.match(/\$\{[^}]*\}?/) ?? []
          if (variable !== undefined) yield found('VARIABLE_UNSUPPORTED_IN_ELEMENT', node, { variable, element })
        }
      }
      for (const text of resourcesOf(statement)) yield* inText(text, version)
      for (const { values, operator, operatorNode } of conditions) {
        for (const text of values) {
          yield* inText(text, version)
          const [variable] = text.value.match(/\$\{[^}]+(?:\}|$)/) ?? []
          const family = operator?.family ?? 'String'
          if (variable?.endsWith('}') === true && family !== 'String' && family !== 'Arn') {
            yield found('INVALID_VARIABLE_FOR_OPERATOR', text.node, { variable, operator: String(operatorNode.value) })
          }
        }
      }
    }
  },
})

function* inText(text: Text, version: string | null): Generator<LintProblem> {
  const { node, value } = text
  const written = String(node.value)
  if (written.includes('{') && !written.includes(UNKNOWN)) {
    const placeholders = [...new Set(written.match(PLACEHOLDER) ?? [])]
    if (placeholders.length > 0) yield found('PLACEHOLDER_UNFILLED', node, { placeholders })
  }
  if (!value.includes('${')) return
  if (version !== '2012-10-17') {
    const [variable] = value.match(/\$\{[^}]*\}?/) ?? ['${']
    yield found('VARIABLE_UNSUPPORTED_IN_VERSION', node, { variable })
    return
  }
  for (const part of value.split('${').slice(1)) {
    const close = part.indexOf('}')
    if (close < 0) {
      yield found('MISSING_BRACE_IN_VARIABLE', node, { variable: `\${${part}` })
      continue
    }
    const inner = part.slice(0, close)
    const variable = `\${${inner}}`
    const [name = '', ...rest] = inner.split(',')
    const fallback = rest.join(',').trim()
    if (inner.trim() === '') yield found('EMPTY_VARIABLE', node, {})
    else if (/\s/.test(name.trimEnd())) yield found('UNSUPPORTED_SPACE_IN_VARIABLE', node, { variable })
    else if (rest.length > 0 && !/^'[^']*'$/.test(fallback))
      yield found('MISSING_QUOTE_IN_VARIABLE', node, { variable })
  }
}
