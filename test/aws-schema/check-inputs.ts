import { closest } from 'fastest-levenshtein'
import { problemsOfRules } from './check-rules.ts'
import type { InputProblem } from './input-problem.ts'
import type { Properties, PropertyType, ResourceSchema } from './property-type.ts'
import { readPulumiValue, show } from './pulumi-value.ts'
import { resourceSchema } from './resource-schema.ts'

/**
 * Checks the inputs of a resource: names, required properties and types at any depth against the declarations of
 * `@pulumi/aws`, then values, ranges and combinations against our table of rules. Unknown values are taken for good.
 *
 * @param type - for example `aws:scheduler/schedule:Schedule`
 * @param inputs - as mocks capture them or as they come over the wire
 * @throws when `@pulumi/aws` has no such resource type
 */
export function checkInputs(type: string, inputs: Readonly<Record<string, unknown>>): readonly InputProblem[] {
  const schema = resourceSchema(type)
  const problems = checkObject(inputs, schema.inputs, '', schema)
  return problems.length > 0 ? problems : problemsOfRules(type, inputs)
}

function checkObject(value: unknown, properties: Properties, path: string, schema: ResourceSchema): InputProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [wrong(path, 'an object', value)]
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  const fields = Object.entries(value).filter(([name]) => !name.startsWith('__'))
  const unknown = fields
    .filter(([name]) => !Object.hasOwn(properties, name))
    .map(([name]) => ({
      path: at(name),
      message: `unknown property; did you mean ${closest(name, Object.keys(properties))}?`,
    }))
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required && readPulumiValue(fieldOf(value, name)).kind === 'absent')
    .map(([name]) => ({ path: at(name), message: 'required property is missing' }))
  const inside = fields
    .filter(([name]) => Object.hasOwn(properties, name))
    .flatMap(([name, field]) => checkValue(field, properties[name]!.type, at(name), schema))
  return [...unknown, ...missing, ...inside]
}

function fieldOf(value: object, name: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[name]
}

function checkValue(given: unknown, type: PropertyType, path: string, schema: ResourceSchema): InputProblem[] {
  const read = readPulumiValue(given)
  switch (read.kind) {
    case 'absent':
    case 'unknown':
      return []
    case 'asset':
    case 'archive':
      return accepts(type, read.kind) ? [] : [{ path, message: `must be ${nameOf(type)}, not an ${read.kind}` }]
    case 'resource':
      return accepts(type, 'string') ? [] : [{ path, message: `must be ${nameOf(type)}, not a resource` }]
    case 'plain':
      return checkPlain(read.value, type, path, schema)
  }
}

function checkPlain(value: unknown, type: PropertyType, path: string, schema: ResourceSchema): InputProblem[] {
  switch (type.kind) {
    case 'any':
      return []
    case 'union': {
      const attempts = type.of.map((option) => checkPlain(value, option, path, schema))
      if (attempts.some((problems) => problems.length === 0)) return []
      const nested = attempts.find((problems) => problems.every((problem) => problem.path !== path))
      return nested ?? [wrong(path, nameOf(type), value)]
    }
    case 'object':
      return checkObject(value, schema.types[type.name]!, path, schema)
    case 'list':
      if (!Array.isArray(value)) return [wrong(path, 'a list', value)]
      return value.flatMap((item, i) => checkValue(item, type.items, `${path}[${i}]`, schema))
    case 'map':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [wrong(path, 'a map', value)]
      return Object.entries(value).flatMap(([key, item]) => checkValue(item, type.values, `${path}["${key}"]`, schema))
    case 'asset':
    case 'archive':
      return [wrong(path, nameOf(type), value)]
    default:
      if (typeof value !== type.kind) return [wrong(path, nameOf(type), value)]
      return Number.isNaN(value) ? [wrong(path, nameOf(type), value)] : []
  }
}

function accepts(type: PropertyType, kind: PropertyType['kind']): boolean {
  return (
    type.kind === kind || type.kind === 'any' || (type.kind === 'union' && type.of.some((one) => accepts(one, kind)))
  )
}

function nameOf(type: PropertyType): string {
  switch (type.kind) {
    case 'union':
      return type.of.map(nameOf).join(' or ')
    case 'asset':
    case 'archive':
    case 'object':
      return `an ${type.kind}`
    case 'any':
      return 'any value'
    default:
      return `a ${type.kind}`
  }
}

function wrong(path: string, expected: string, value: unknown): InputProblem {
  return { path, message: `must be ${expected}, not ${show(value)}` }
}
