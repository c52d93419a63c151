import type { AwsPlace } from '../../spec/index.ts'
import type { Template } from '../../templates/cloudformation/index.ts'

/** What a stack is made with, as CloudFormation knows it. */
export interface StackWorld {
  readonly place: AwsPlace
  readonly parameters?: Readonly<Record<string, string>>
  readonly stackName?: string
  /** Values that other stacks export. */
  readonly imports?: Readonly<Record<string, string>>
  /** What resources are called and tell of themselves: `EngineRole.Arn`. */
  readonly attributes?: Readonly<Record<string, string>>
}

/** A template as CloudFormation would see it when it makes a stack: no functions left, nothing of what is not made. */
export interface ResolvedTemplate {
  readonly resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly outputs: Readonly<Record<string, unknown>>
  /** Descriptions of the rules that are broken. */
  readonly broken: readonly string[]
}

const SUFFIXES: Readonly<Record<string, string>> = { 'aws-cn': 'amazonaws.com.cn', 'aws-iso': 'c2s.ic.gov' }
const NO_VALUE = Symbol('AWS::NoValue')

/** Works out what a stack of a template would have. Written from the reference of CloudFormation's functions, apart from what writes templates. */
export function resolveTemplate(template: Template, world: StackWorld): ResolvedTemplate {
  const { place, stackName = 'stack' } = world
  const parameters: Record<string, string> = {}
  for (const [name, { Default, AllowedPattern, AllowedValues }] of Object.entries(template.Parameters ?? {})) {
    const value = world.parameters?.[name] ?? (Default === undefined ? undefined : String(Default))
    if (value === undefined) throw new Error(`the parameter ${name} is missing`)
    if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
      throw new Error(`the parameter ${name} does not match ${AllowedPattern}: "${value}"`)
    }
    if (AllowedValues !== undefined && !AllowedValues.map(String).includes(value)) {
      throw new Error(`the parameter ${name} is none of its values: "${value}"`)
    }
    parameters[name] = value
  }
  const unknown = Object.keys(world.parameters ?? {}).find((name) => !(name in parameters))
  if (unknown !== undefined) throw new Error(`there is no parameter ${unknown}`)
  const pseudo: Readonly<Record<string, string | symbol>> = {
    'AWS::AccountId': place.account,
    'AWS::Region': place.region,
    'AWS::Partition': place.partition,
    'AWS::URLSuffix': SUFFIXES[place.partition] ?? 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${stackName}/1a2b3c4d-0000-4000-8000-000000000000`,
    'AWS::NoValue': NO_VALUE,
  }

  function text(name: string): string | symbol {
    const value = pseudo[name] ?? parameters[name] ?? world.attributes?.[name]
    if (value !== undefined) return value
    if (Object.hasOwn(template.Resources, name.replace(/\..*/, ''))) return `<${name}>`
    throw new Error(`${name} is neither a parameter nor a resource`)
  }

  function holds(name: string): boolean {
    const condition = template.Conditions?.[name]
    if (condition === undefined) throw new Error(`there is no condition ${name}`)
    return resolve(condition) as boolean
  }

  function call(name: string, given: unknown): unknown {
    if (name === 'Ref') return text(given as string)
    if (name === 'Condition') return holds(given as string)
    if (name === 'Fn::GetAtt') return text((given as string[]).join('.'))
    if (name === 'Fn::If') {
      const [condition, yes, no] = given as [string, unknown, unknown]
      return resolve(holds(condition) ? yes : no)
    }
    if (name === 'Fn::Sub') {
      const [pattern, variables] = (Array.isArray(given) ? given : [given, {}]) as [string, Record<string, unknown>]
      return pattern.replaceAll(/\$\{(!?)([^}]*)\}/g, (_, literal: string, key: string) =>
        literal === '!' ? `\${${key}}` : String(key in variables ? resolve(variables[key]) : text(key)),
      )
    }
    const value = resolve(given)
    const list = value as readonly unknown[]
    switch (name) {
      case 'Fn::Equals':
        return String(list[0]) === String(list[1])
      case 'Fn::Not':
        return list[0] !== true
      case 'Fn::And':
        return list.every((item) => item === true)
      case 'Fn::Or':
        return list.some((item) => item === true)
      case 'Fn::Select':
        return (list[1] as readonly unknown[])[Number(list[0])]
      case 'Fn::Split':
        return String(list[1]).split(String(list[0]))
      case 'Fn::Join':
        return (list[1] as readonly string[]).join(String(list[0]))
      case 'Fn::GetAZs':
        return ['zone-a', 'zone-b']
      case 'Fn::ImportValue': {
        const found = world.imports?.[String(value)]
        if (found === undefined) throw new Error(`no stack exports ${String(value)}`)
        return found
      }
      default:
        throw new Error(`${name} is no function that is known here`)
    }
  }

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== NO_VALUE)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    const [[name, given] = ['', undefined]] = entries
    const isCall =
      entries.length === 1 &&
      (name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof given === 'string'))
    if (isCall) return call(name, given)
    return Object.fromEntries(
      entries.map(([key, item]) => [key, resolve(item)] as const).filter(([, item]) => item !== NO_VALUE),
    )
  }

  const made = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || holds(Condition),
  )
  const told = Object.entries(template.Outputs ?? {}).filter(
    ([, { Condition }]) => Condition === undefined || holds(Condition),
  )
  return {
    resources: Object.fromEntries(
      made.map(([id, { Properties }]) => [id, resolve(Properties) as Readonly<Record<string, unknown>>]),
    ),
    outputs: Object.fromEntries(told.map(([id, { Value }]) => [id, resolve(Value)])),
    broken: Object.values(template.Rules ?? {}).flatMap(({ RuleCondition, Assertions }) =>
      RuleCondition !== undefined && resolve(RuleCondition) !== true
        ? []
        : Assertions.filter(({ Assert }) => resolve(Assert) !== true).map(({ AssertDescription }) => AssertDescription),
    ),
  }
}

/** A policy for comparison: of lists, the order and what stands there twice mean nothing. */
export function samePolicy(policy: unknown): unknown {
  if (Array.isArray(policy)) {
    const items = policy.map(samePolicy)
    const isPlain = items.every((item) => typeof item === 'string')
    return isPlain ? [...new Set(items as string[])].toSorted() : items
  }
  if (typeof policy !== 'object' || policy === null) return policy
  return Object.fromEntries(
    Object.entries(policy)
      .map(([key, value]) => [key, samePolicy(value)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** Every way in which some things can be there or not. */
export function everyWay(names: readonly string[]): readonly ReadonlySet<string>[] {
  return Array.from(
    { length: 2 ** names.length },
    (_, bits) => new Set(names.filter((_name, index) => (bits >> index) % 2 === 1)),
  )
}
