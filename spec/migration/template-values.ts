import { partitionOf } from '../arn.ts'
import { placeholder, placeholdersIn } from '../placeholder.ts'
import { child, entriesOf, itemsOf, textOf, type SourceNode } from '../text-tree/source-node.ts'
import type { Input } from './input.ts'
import { branchesOf, functionOf, scalarText } from './template-functions.ts'
import { RESOURCE_NAMES } from './template-names.ts'
import { replaceBetween } from '../text-between.ts'

/** Why a value of a template is not known. */
export type UnknownReason =
  'parameter' | 'ssm' | 'pseudo' | 'resource' | 'import' | 'condition' | 'dynamic' | 'function'

/** A value that is not known, where it is first used. */
export interface UnknownValue {
  readonly reason: UnknownReason
  readonly node: SourceNode
}

/**
 * Computes what the functions of a CloudFormation template give, as far as the template and the given values say it. What they do
 * not say becomes a placeholder in the text.
 */
export class TemplateValues {
  readonly #input: Input
  readonly #given: ReadonlyMap<string, string>
  readonly #within = new Set<string>()
  /** What is not known, by the name in its placeholder. */
  readonly unknown = new Map<string, UnknownValue>()
  /** Given values that were asked for. */
  readonly used = new Set<string>()

  /** @param given - parameters by name, and any other value by the name in its placeholder */
  constructor(input: Input, given: ReadonlyMap<string, string>) {
    this.#input = input
    this.#given = given
  }

  /** A value without its functions; null for `AWS::NoValue`. */
  resolve(node: SourceNode): SourceNode | null {
    const called = functionOf(node)
    if (called !== null) return this.#call(called.name, called.argument, node)
    switch (node.kind) {
      case 'scalar': {
        if (typeof node.value !== 'string') return node
        return this.#text(this.#dynamic(node.value, node), node)
      }
      case 'list':
        return { ...node, items: node.items.flatMap((item) => this.resolve(item) ?? []) }
      case 'map':
        return {
          ...node,
          entries: node.entries.flatMap((entry) => {
            const value = this.resolve(entry.node)
            return value === null ? [] : [{ ...entry, node: value }]
          }),
        }
    }
  }

  /** Whether a condition holds; null where that is not known. */
  holds(name: string, at: SourceNode): boolean | null {
    const given = this.#givenFor(name)
    if (given !== undefined) return given.toLowerCase() === 'true'
    const condition = child(child(this.#input.root, 'Conditions'), name)
    const holds = condition === null ? null : this.#once(`Conditions.${name}`, () => this.#condition(condition), null)
    if (holds === null) this.#unknown(name, 'condition', at)
    return holds
  }

  #condition(node: SourceNode): boolean | null {
    const called = functionOf(node)
    const plain = this.#scalar(node)
    if (called === null) return plain === 'true' ? true : plain === 'false' ? false : null
    const { name, argument } = called
    const terms = itemsOf(argument)
    switch (name) {
      case 'Condition':
        return this.holds(textOf(argument) ?? '', node)
      case 'Fn::Equals': {
        const [one, other] = terms.map((term) => this.#scalar(term))
        if (one === undefined || other === undefined || one === null || other === null) return null
        if (one === other) return true
        return placeholdersIn(one + other).length > 0 ? null : false
      }
      case 'Fn::Not': {
        const holds = terms[0] === undefined ? null : this.#condition(terms[0])
        return holds === null ? null : !holds
      }
      case 'Fn::And':
      case 'Fn::Or': {
        const decisive = name === 'Fn::Or'
        const all = new Set(terms.map((term) => this.#condition(term)))
        if (all.has(decisive)) return decisive
        return all.has(null) ? null : !decisive
      }
      default:
        return null
    }
  }

  #call(name: string, argument: SourceNode, whole: SourceNode): SourceNode | null {
    switch (name) {
      case 'Ref':
        return this.#ref(textOf(argument) ?? '', whole)
      case 'Fn::GetAtt': {
        const parts = argument.kind === 'list' ? argument.items.map((item) => this.#scalar(item) ?? '') : []
        return this.#text(this.#attribute(textOf(argument) ?? parts.join('.'), whole), whole)
      }
      case 'Fn::Sub':
        return this.#text(this.#substituted(argument, whole), whole)
      case 'Fn::Join': {
        const [glue, parts] = itemsOf(argument)
        const list = parts && this.resolve(parts)
        if (list?.kind !== 'list') return this.#unknownOf(name, argument, whole)
        return this.#text(list.items.map(scalarText).join((glue && scalarText(glue)) ?? ''), whole)
      }
      case 'Fn::Split': {
        const [glue, parts] = itemsOf(argument)
        const text = parts && this.#scalar(parts)
        const by = glue && scalarText(glue)
        if (!by || typeof text !== 'string' || placeholdersIn(text).length > 0) {
          return this.#unknownOf(name, argument, whole)
        }
        return { ...placeOf(whole), kind: 'list', items: text.split(by).map((part) => this.#text(part, whole)) }
      }
      case 'Fn::Select': {
        const [index, parts] = itemsOf(argument)
        const list = parts && this.resolve(parts)
        const item = list?.kind === 'list' ? list.items[Number(index && this.#scalar(index))] : undefined
        return item ?? this.#unknownOf(name, argument, whole)
      }
      case 'Fn::FindInMap':
        return this.#mapped(argument, whole)
      case 'Fn::ImportValue':
        return this.#text(this.#unknown(`ImportValue:${this.#scalar(argument) ?? ''}`, 'import', whole), whole)
      case 'Fn::If':
        return this.#either(argument, whole)
      default:
        return this.#unknownOf(name, argument, whole)
    }
  }

  #ref(name: string, whole: SourceNode): SourceNode | null {
    if (name === 'AWS::NoValue') return null
    const declared = child(child(this.#input.root, 'Parameters'), name)
    const type = textOf(child(declared, 'Type')) ?? 'String'
    const value = this.#givenFor(name) ?? (declared === null ? undefined : defaultOf(declared, type))
    if (value !== undefined) {
      const isList = /^(CommaDelimitedList|List<)|List</.test(type)
      if (!isList) return this.#text(value, whole)
      return { ...placeOf(whole), kind: 'list', items: value.split(',').map((item) => this.#text(item.trim(), whole)) }
    }
    if (declared !== null) {
      return this.#text(this.#unknown(name, type.startsWith('AWS::SSM::') ? 'ssm' : 'parameter', whole), whole)
    }
    return this.#text(name.startsWith('AWS::') ? this.#pseudo(name, whole) : this.#resource(name, 'Ref', whole), whole)
  }

  #pseudo(name: string, whole: SourceNode): string {
    const region = this.#givenFor('AWS::Region')
    if (name === 'AWS::Partition' && region !== undefined) return partitionOf(region)
    return this.#unknown(name, 'pseudo', whole)
  }

  #attribute(name: string, whole: SourceNode): string {
    const [resource = '', ...attribute] = name.split('.')
    return this.#resource(resource, attribute.join('.'), whole)
  }

  /** What a resource of the template is called, where the template itself says that. */
  #resource(id: string, attribute: string, whole: SourceNode): string {
    const name = attribute === 'Ref' ? id : `${id}.${attribute}`
    const given = this.#givenFor(name)
    if (given !== undefined) return given
    const resource = child(child(this.#input.root, 'Resources'), id)
    const known = RESOURCE_NAMES[textOf(child(resource, 'Type')) ?? '']
    const said = known && child(child(resource, 'Properties'), known.property)
    const form = known?.[attribute === 'Ref' ? 'ref' : attribute === 'Arn' ? 'arn' : 'none']
    if (!said || form === undefined) return this.#unknown(name, 'resource', whole)
    const text = this.#once(`Resources.${id}`, () => this.#scalar(said), null)
    if (text === null) return this.#unknown(name, 'resource', whole)
    return replaceBetween(form, '${', '}', (part) => (part === '' ? text : this.#named(part, whole)))
  }

  #substituted(argument: SourceNode, whole: SourceNode): string {
    const [first, variables] = argument.kind === 'list' ? argument.items : [argument]
    const template = textOf(first) ?? ''
    return this.#dynamic(
      replaceBetween(template, '${', '}', (part) => {
        const name = part.trim()
        if (name.startsWith('!')) return `\${${name.slice(1)}}`
        const variable = child(variables ?? null, name)
        return variable === null ? this.#named(name, whole) : (this.#scalar(variable) ?? '')
      }),
      whole,
    )
  }

  /** `Name` as Ref, `Name.Attribute` as GetAtt. */
  #named(name: string, whole: SourceNode): string {
    if (name.includes('.')) return this.#attribute(name, whole)
    const value = this.#ref(name, whole)
    return value === null ? '' : value.kind === 'list' ? value.items.map(scalarText).join(',') : scalarText(value)
  }

  #mapped(argument: SourceNode, whole: SourceNode): SourceNode | null {
    const [map, top, second, options] = itemsOf(argument)
    const keys = [map, top, second].map((key) => (key && this.#scalar(key)) ?? '')
    const [name = '', one = '', two = ''] = keys
    const found = child(child(child(child(this.#input.root, 'Mappings'), name), one), two)
    if (found !== null) return { ...found, ...placeOf(whole) }
    const known = placeholdersIn(keys.join('')).length === 0
    const fallback = child(options ?? null, 'DefaultValue')
    if (known && fallback !== null) return this.resolve(fallback)
    const unknown = keys.join('.').replaceAll(/<<|>>/g, '')
    return this.#text(this.#unknown(unknown, 'function', whole), whole)
  }

  #either(argument: SourceNode, whole: SourceNode): SourceNode | null {
    const { condition, branches } = branchesOf(argument)
    const holds = this.holds(condition, whole)
    const branch = branches[holds === false ? 1 : 0]
    if (holds !== null) return branch === undefined ? null : this.resolve(branch)
    return this.#text(this.#unknown(condition, 'condition', whole), whole)
  }

  /** References that CloudFormation resolves when it deploys: `{{resolve:ssm:name}}`. */
  #dynamic(text: string, whole: SourceNode): string {
    return replaceBetween(text, '{{resolve:', '}}', (name) => this.#unknown(`resolve:${name}`, 'dynamic', whole))
  }

  #unknownOf(name: string, argument: SourceNode, whole: SourceNode): SourceNode {
    const value = this.resolve(argument)
    const names = value === null ? [] : textsIn(value).flatMap(placeholdersIn)
    return this.#text(this.#unknown([name, ...new Set(names)].join(' '), 'function', whole), whole)
  }

  #unknown(wanted: string, reason: UnknownReason, node: SourceNode): string {
    const text = placeholder(wanted)
    const [name = wanted] = placeholdersIn(text)
    const given = this.#givenFor(name)
    if (given !== undefined) return given
    if (!this.unknown.has(name)) this.unknown.set(name, { reason, node })
    return text
  }

  #givenFor(name: string): string | undefined {
    const value = this.#given.get(name)
    if (value !== undefined) this.used.add(name)
    return value
  }

  #scalar(node: SourceNode): string | null {
    const value = this.resolve(node)
    return value?.kind === 'scalar' && value.value !== null ? String(value.value) : null
  }

  /** Something that may lead back to itself gives the fallback then. */
  #once<T>(key: string, compute: () => T, fallback: T): T {
    if (this.#within.has(key)) return fallback
    this.#within.add(key)
    try {
      return compute()
    } finally {
      this.#within.delete(key)
    }
  }

  #text(value: string, { path, offset }: SourceNode): SourceNode {
    return { kind: 'scalar', path, offset, value }
  }
}

function placeOf({ path, offset }: SourceNode): Pick<SourceNode, 'path' | 'offset'> {
  return { path, offset }
}

/** The default of a parameter; one of SSM is the name of a parameter there. */
function defaultOf(declared: SourceNode, type: string): string | undefined {
  const value = child(declared, 'Default')
  if (value === null || type.startsWith('AWS::SSM::')) return undefined
  if (value.kind === 'list') return value.items.map(scalarText).join(',')
  return value.kind === 'scalar' ? scalarText(value) : undefined
}

function textsIn(node: SourceNode): readonly string[] {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'string' ? [node.value] : []
    case 'list':
      return node.items.flatMap(textsIn)
    case 'map':
      return entriesOf(node).flatMap(({ node: value }) => textsIn(value))
  }
}
