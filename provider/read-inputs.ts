import * as pulumi from '@pulumi/pulumi'
import { nearest } from '../spec/nearest.ts'
import { heldBy, heldByNothing, outputPart, partOf, type Held } from './held.ts'
import type { PackageSchema, TypeDefinition, TypeSchema } from './package-schema.ts'
import type { InputProblem } from './refusal.ts'

/** Arguments as a component takes them. */
export interface ReadInputs {
  readonly args: Readonly<Record<string, unknown>>
  /** Empty when they fit the schema; what the values mean is for the component to check. */
  readonly problems: readonly InputProblem[]
}

/**
 * Arguments from another language, as TypeScript would have given them to a component: compared with the schema, which the
 * compiler does there, and with objects and lists taken out of outputs as far as they are known, so that the component can see and
 * check what is inside.
 *
 * @param component - its name
 * @param structural - objects and lists that a component has to know while it is made, such as `Detector.alerts`
 */
export async function readInputs(
  component: string,
  inputs: Readonly<Record<string, unknown>>,
  { name: pkg, resources, types }: PackageSchema,
  structural: ReadonlySet<string>,
): Promise<ReadInputs> {
  const problems: InputProblem[] = []
  const { inputProperties, requiredInputs } = resources[`${pkg}:index:${component}`]!
  const args = await readObject(heldByNothing(inputs), '', component, inputProperties, requiredInputs)
  return { args, problems }

  async function read(held: Held, type: TypeSchema, place: Place): Promise<unknown> {
    const inner = pulumi.Output.isInstance(held.value) ? await heldBy(held.value) : held
    if (!inner.known) return unknownValue(inner, type, place)
    return readKnown(inner, type, place)
  }

  async function readKnown(held: Held, type: TypeSchema, place: Place): Promise<unknown> {
    const { value } = held
    if (value === undefined || value === null) return undefined
    const definition = definitionOf(type)
    const wanted = definition?.type ?? type.type
    if (wanted !== undefined && !isA(wanted, value)) {
      problems.push({ propertyPath: place.path, reason: `It is ${shown(value)}. Write ${WANTED[wanted]}.` })
      return undefined
    }
    if (definition?.properties !== undefined) {
      return readObject(held, place.path, nameIn(type.$ref!), definition.properties, definition.required ?? [])
    }
    if (type.items !== undefined) {
      const { items } = type
      const parts = (value as readonly unknown[]).map((_, index) =>
        read(partOf(held, index), items, { path: `${place.path}[${index}]`, fixed: 'no' }),
      )
      return Promise.all(parts)
    }
    if (type.additionalProperties !== undefined) {
      const values = type.additionalProperties
      const entries = Object.keys(value).map(async (key) => {
        return [key, await read(partOf(held, key), values, { path: pathOf(place.path, key), fixed: 'no' })] as const
      })
      return Object.fromEntries((await Promise.all(entries)).filter(([, part]) => part !== undefined))
    }
    return held.free || place.fixed === 'plain' ? value : held.output()
  }

  async function readObject(
    held: Held,
    path: string,
    owner: string,
    properties: Readonly<Record<string, TypeSchema>>,
    required: readonly string[],
  ): Promise<Readonly<Record<string, unknown>>> {
    const given = Object.keys(held.value as object)
    for (const key of given) {
      if (properties[key] === undefined) {
        problems.push({ propertyPath: pathOf(path, key), reason: strange(key, owner, Object.keys(properties)) })
      }
    }
    // In the order of the schema: that of the wire has no meaning, but texts made of objects would change with it.
    const known = Object.keys(properties).filter((key) => given.includes(key))
    const entries = known.map(async (key) => {
      const type = properties[key]!
      const fixed = type.plain === true ? 'plain' : structural.has(`${owner}.${key}`) ? 'structure' : 'no'
      return [key, await read(partOf(held, key), type, { path: pathOf(path, key), fixed })] as const
    })
    const read_ = Object.fromEntries((await Promise.all(entries)).filter(([, part]) => part !== undefined))
    for (const key of required) {
      const propertyPath = pathOf(path, key)
      // One that is there but wrong has a problem already.
      if (read_[key] === undefined && !problems.some((problem) => problem.propertyPath === propertyPath)) {
        problems.push({ propertyPath, reason: 'It is required. Add it.' })
      }
    }
    return read_
  }

  function unknownValue(held: Held, type: TypeSchema, { path, fixed }: Place): unknown {
    if (fixed === 'no') return held.output()
    const definition = definitionOf(type)
    const { properties = {}, required = [] } = definition ?? {}
    // All of an object's fields are there for sure when each is required: they are unknown one by one.
    if (
      fixed === 'structure' &&
      required.length > 0 &&
      Object.keys(properties).every((key) => required.includes(key))
    ) {
      return Object.fromEntries(required.map((key) => [key, outputPart(held.output(), key)]))
    }
    const reason =
      fixed === 'plain'
        ? 'It is not known before the deployment, but decides what is deployed. Write the value itself, not an output of a resource.'
        : 'It is not known before the deployment, but decides what is deployed. Write it out here; the values inside may be outputs of resources.'
    problems.push({ propertyPath: path, reason })
    return undefined
  }

  function definitionOf({ $ref }: TypeSchema): TypeDefinition | undefined {
    return $ref === undefined ? undefined : types[$ref.replace('#/types/', '')]
  }
}

interface Place {
  readonly path: string
  /** Whether the value has to be known, or its structure. */
  readonly fixed: 'no' | 'structure' | 'plain'
}

const WANTED: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
}

function isA(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && !Array.isArray(value)
    default:
      return typeof value === type
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return `text (${JSON.stringify(value)})`
    case 'number':
      return `the number ${value}`
    case 'boolean':
      return String(value)
    default:
      return 'a mapping'
  }
}

function strange(key: string, owner: string, names: readonly string[]): string {
  if (key === 'transform') {
    return 'Only TypeScript has it, because it takes functions. Use the resource option `transforms`.'
  }
  const meant = nearest(key, names)
  const cure = meant === null ? `It has ${names.join(', ')}.` : `Did you mean ${meant}?`
  return `${owner} has no such argument. ${cure}`
}

function nameIn(ref: string): string {
  return ref.slice(ref.lastIndexOf(':') + 1)
}

/** https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/ shows the syntax of paths. */
function pathOf(path: string, key: string): string {
  if (!/^[a-zA-Z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}
