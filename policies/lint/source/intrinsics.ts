import { UNKNOWN } from '../glob.ts'
import { itemsOf, textOf, type SourceNode } from '../../../spec/text-tree/source-node.ts'
import { replaceBetween } from '../../../spec/text-between.ts'

/**
 * A value of a CloudFormation template without its functions: what they give is computed where the template itself says
 * it, and UNKNOWN everywhere else. Both branches of a condition stay in a list.
 *
 * @returns null for `AWS::NoValue`
 */
export function resolved(node: SourceNode): SourceNode | null {
  switch (node.kind) {
    case 'scalar':
      return node
    case 'list':
      return { ...node, items: node.items.flatMap((item) => alternatives(item)) }
    case 'map': {
      const [entry] = node.entries
      if (node.entries.length === 1 && entry !== undefined && isFunction(entry.key)) {
        return called(entry.key, entry.node, node)
      }
      return {
        ...node,
        entries: node.entries.flatMap((item) => {
          const value = resolved(item.node)
          return value === null ? [] : [{ ...item, node: value }]
        }),
      }
    }
  }
}

function isFunction(key: string): boolean {
  return key === 'Ref' || key === 'Condition' || /^Fn::[A-Za-z]+/.test(key)
}

function alternatives(item: SourceNode): readonly SourceNode[] {
  const branches = branchesOf(item)
  if (branches === null) {
    const value = resolved(item)
    return value === null ? [] : [value]
  }
  return branches.flatMap((branch) => alternatives(branch))
}

function branchesOf(node: SourceNode): readonly SourceNode[] | null {
  if (node.kind !== 'map' || node.entries.length !== 1 || node.entries[0]?.key !== 'Fn::If') return null
  return itemsOf(node.entries[0].node).slice(1, 3)
}

function called(name: string, argument: SourceNode, whole: SourceNode): SourceNode | null {
  const text = (value: string): SourceNode => ({ kind: 'scalar', path: whole.path, offset: whole.offset, value })
  switch (name) {
    // A statement's own `Condition` holds operators; only the short form of a template's condition is a text.
    case 'Condition':
      return textOf(argument) === null && whole.kind === 'map'
        ? { ...whole, entries: resolvedEntries(whole) }
        : text(UNKNOWN)
    case 'Ref':
      return textOf(argument) === 'AWS::NoValue' ? null : text(UNKNOWN)
    case 'Fn::Sub': {
      const template = textOf(argument) ?? textOf(itemsOf(argument)[0])
      return text(template === null ? UNKNOWN : substituted(template))
    }
    case 'Fn::Join': {
      const [separator, parts] = itemsOf(argument)
      const glue = textOf(separator)
      if (glue === null || parts?.kind !== 'list') return text(UNKNOWN)
      return text(parts.items.map((part) => joinable(part)).join(glue))
    }
    case 'Fn::If': {
      const branches = (branchesOf(whole) ?? []).flatMap((branch) => resolved(branch) ?? [])
      const structured = branches.find(({ kind }) => kind !== 'scalar')
      return structured ?? (branches.length === 0 ? null : text(UNKNOWN))
    }
    default:
      return text(UNKNOWN)
  }
}

function resolvedEntries(
  node: SourceNode & { readonly kind: 'map' },
): (SourceNode & { readonly kind: 'map' })['entries'] {
  return node.entries.flatMap((item) => {
    const value = resolved(item.node)
    return value === null ? [] : [{ ...item, node: value }]
  })
}

function substituted(template: string): string {
  return replaceBetween(template, '${', '}', (name) => (name.startsWith('!') ? `\${${name.slice(1)}}` : UNKNOWN))
}

function joinable(part: SourceNode): string {
  const value = resolved(part)
  return value?.kind === 'scalar' ? String(value.value) : value === null ? '' : UNKNOWN
}
