import { MEMBERS, type Content } from '../lookout-metrics/index.ts'
import { placeholdersIn } from '../placeholder.ts'
import type { SourceNode } from '../text-tree/source-node.ts'
import { memberKey, presentEntries } from './members.ts'
import type { Found } from './input.ts'
import { migrationProblem, type MigrationProblem } from './problem.ts'

/** The members of a resource, each of the type that the API has for it. */
export interface ReadMembers {
  readonly value: Readonly<Record<string, unknown>>
  /** Members that are placeholders where no text belongs, so that `value` lacks them: `Offset`, `MetricSource`. */
  readonly holes: readonly { readonly member: string; readonly text: string }[]
  readonly problems: readonly MigrationProblem[]
}

/** Members of templates and states alone, which are read elsewhere or say nothing. */
const OF_STATES: ReadonlySet<string> = new Set(['arn', 'id', 'metricsetlist'])

/** Checks the members of a resource at the door: behind it their types can be trusted. */
export function readMembers({ kind, node, input }: Found): ReadMembers {
  const holes: { member: string; text: string }[] = []
  const problems: MigrationProblem[] = []

  function invalid(member: string, at: SourceNode, expected: string): undefined {
    const got = at.kind === 'scalar' ? at.value : at.kind === 'list' ? 'a list' : 'a mapping'
    problems.push(migrationProblem('MEMBER_INVALID', { ...input, node: at }, { member, got, expected }))
    return undefined
  }

  function read(at: SourceNode, content: Content, member: string): unknown {
    if (at.kind === 'scalar' && content !== 'string' && typeof at.value === 'string') {
      if (placeholdersIn(at.value).length > 0) {
        holes.push({ member, text: at.value })
        return undefined
      }
    }
    if (typeof content === 'object') return readGroup(at, content, member)
    if (at.kind !== 'scalar') return invalid(member, at, 'a single value')
    const { value } = at
    switch (content) {
      case 'string':
      case 'choice':
        return String(value)
      case 'boolean': {
        // Templates may have any value as a text.
        const text = String(value).toLowerCase()
        return text === 'true' || text === 'false' ? text === 'true' : invalid(member, at, 'true or false')
      }
      case 'integer':
      case 'double': {
        const number = value === '' ? Number.NaN : Number(value)
        const fits = content === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number)
        return fits ? number : invalid(member, at, content === 'integer' ? 'a whole number' : 'a number')
      }
      case 'timestamp':
        return value
    }
  }

  function readGroup(at: SourceNode, content: Exclude<Content, string>, member: string): unknown {
    if ('list' in content) {
      // A template may have a single value where a list of one belongs.
      const items = at.kind === 'list' ? at.items : [at]
      return items
        .map((item, index) => read(item, content.list, `${member}[${index}]`))
        .filter((item) => item !== undefined)
    }
    if (at.kind !== 'map') return invalid(member, at, 'a mapping')
    if ('map' in content) {
      return Object.fromEntries(
        presentEntries(at).map(({ key, node: value }) => [key, read(value, content.map, `${member}.${key}`)]),
      )
    }
    return readStructure(at, content.structure, `${member}.`)
  }

  function readStructure(at: SourceNode, structure: string, prefix: string): Readonly<Record<string, unknown>> {
    const known = MEMBERS[structure] ?? {}
    const names = new Map(Object.keys(known).map((name) => [memberKey(name), name]))
    return Object.fromEntries(
      presentEntries(at).flatMap(({ key, keyNode, node: value }) => {
        const name = names.get(memberKey(key))
        const content = name === undefined ? undefined : known[name]
        if (name === undefined || content === undefined) {
          if (prefix !== '' || !OF_STATES.has(memberKey(key))) {
            const member = `${prefix}${key}`
            problems.push(migrationProblem('MEMBER_UNKNOWN', { ...input, node: keyNode }, { member }))
          }
          return []
        }
        const member = read(value, content, `${prefix}${name}`)
        return member === undefined ? [] : [[name, member] as const]
      }),
    )
  }

  if (node.kind !== 'map') {
    invalid(kind, node, 'a mapping')
    return { value: {}, holes, problems }
  }
  return { value: readStructure(node, kind, ''), holes, problems }
}

/** Where a member of a resource stands, as far as the path can be followed. */
export function memberNode(node: SourceNode, member: string): SourceNode {
  let at = node
  for (const part of member.split(/[.[\]]+/).filter((each) => each !== '')) {
    const next: SourceNode | undefined =
      at.kind === 'list'
        ? at.items[Number(part)]
        : presentEntries(at).find(({ key }) => memberKey(key) === memberKey(part))?.node
    if (next === undefined) return at
    at = next
  }
  return at
}
