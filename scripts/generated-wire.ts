import { wireFacts, WIRE_FACTS, type WireFacts, type WireMember, type WireShape } from './wire-facts.ts'

const BANNER = `// Generated from ${WIRE_FACTS} by \`npm run generate\`; edit that instead.\n`

/** engine/api/wire/wire.generated.ts: types of what comes in and goes out. */
export function wireTypes(): string {
  const facts = wireFacts()
  const { shapes, structures, operations } = facts
  const names = [...operations.keys()]
  const ofSpec = shapesOfSpec(facts)
  const shared = typeNames(facts).filter((name) => ofSpec.has(name))
  return [
    BANNER,
    `import type { ${shared.join(', ')} } from '../../../spec/lookout-metrics/index.ts'`,
    `export type { ${shared.join(', ')} }`,
    ...enumsOf(facts, (name) => !ofSpec.has(name)),
    ...[...structures].flatMap(([name, members]) => (ofSpec.has(name) ? [] : interfaceOf(name, members, shapes))),
    ...[...operations].flatMap(([name, { input, output }]) => [
      ...interfaceOf(`${name}Request`, input, shapes),
      ...interfaceOf(`${name}Response`, output, shapes),
    ]),
    '/** What each operation is asked. */',
    'export interface Inputs {',
    ...names.map((name) => `readonly ${name}: ${name}Request`),
    '}',
    '',
    '/** What each operation answers. */',
    'export interface Outputs {',
    ...names.map((name) => `readonly ${name}: ${name}Response`),
    '}',
  ].join('\n')
}

/** spec/lookout-metrics/shapes.generated.ts: the shapes that have a counterpart in a spec. */
export function specShapes(): string {
  const facts = wireFacts()
  const reached = shapesOfSpec(facts)
  return [
    BANNER,
    ...enumsOf(facts, (name) => reached.has(name)),
    ...[...facts.structures]
      .filter(([name]) => reached.has(name))
      .flatMap(([name, members]) => interfaceOf(name, members, facts.shapes)),
  ].join('\n')
}

/** Names of the shapes that have a counterpart in a spec, with all that they are made of. */
function shapesOfSpec(facts: WireFacts): ReadonlySet<string> {
  const reached = new Set<string>()
  function reach(name: string): void {
    if (reached.has(name)) return
    reached.add(name)
    const shape = facts.shapes.get(name)
    if (shape?.kind === 'list') reach(shape.of)
    for (const member of facts.structures.get(name) ?? []) reach(member.shape)
  }
  SPEC_ROOTS.forEach(reach)
  return reached
}

/** Names of the shapes that become types of their own. */
function typeNames({ shapes, structures }: WireFacts): readonly string[] {
  const enums = [...shapes].flatMap(([name, { kind }]) => (kind === 'enum' ? [name] : []))
  return [...enums, ...structures.keys()]
}

/** spec/lookout-metrics/members.generated.ts: the members of the resources that a migration reads, and what each holds. */
export function specMembers(): string {
  const facts = wireFacts()
  const { structures, operations } = facts
  const asked = (name: string): readonly WireMember[] => operations.get(name)?.input ?? []
  const told = (name: string): readonly WireMember[] => operations.get(name)?.output ?? []
  const listed = (name: string): readonly WireMember[] => structures.get(name) ?? []
  const resources = new Map([
    [
      'AnomalyDetector',
      [...asked('CreateAnomalyDetector'), ...told('DescribeAnomalyDetector'), ...listed('AnomalyDetectorSummary')],
    ],
    ['MetricSet', [...asked('CreateMetricSet'), ...told('DescribeMetricSet'), ...listed('MetricSetSummary')]],
    ['Alert', [...asked('CreateAlert'), ...listed('Alert'), ...listed('AlertSummary')]],
  ])
  const written: Record<string, Readonly<Record<string, unknown>>> = {}
  function write(name: string, members: readonly WireMember[]): void {
    if (Object.hasOwn(written, name)) return
    written[name] = {}
    written[name] = Object.fromEntries(members.map((member) => [member.name, content(member.shape)]))
  }
  function content(name: string): unknown {
    const shape = facts.shapes.get(name)
    if (shape === undefined) {
      write(name, listed(name))
      return { structure: name }
    }
    switch (shape.kind) {
      case 'list':
        return { list: content(shape.of) }
      case 'map':
        return { map: content(shape.to) }
      case 'enum':
        return 'choice'
      default:
        return shape.kind
    }
  }
  for (const [name, members] of resources) write(name, members)
  return [
    BANNER,
    '/** What a member holds. */',
    "export type Content = 'string' | 'choice' | 'integer' | 'double' | 'boolean' | 'timestamp'",
    '  | { readonly list: Content } | { readonly map: Content } | { readonly structure: string }',
    '',
    '/** Members by structure; those of a resource are all that the API asks or tells of it. */',
    `export const MEMBERS: Readonly<Record<string, Readonly<Record<string, Content>>>> = ${JSON.stringify(written)}`,
  ].join('\n')
}

const SPEC_ROOTS = [
  'Action',
  'AlertFilters',
  'Frequency',
  'MetricList',
  'MetricSetDimensionFilterList',
  'MetricSource',
  'TimestampColumn',
]

/** engine/api/wire/operations.generated.ts: how each operation is called, and what its requests have to look like. */
export function wireOperations(): string {
  const facts = wireFacts()
  const operations = Object.fromEntries(
    [...facts.operations].map(([name, { method, path, status, errors, input }]) => [
      name,
      {
        method,
        path,
        status,
        errors,
        // Where members are that are not under their own name in the body.
        elsewhere: input
          .filter(({ name: member, place }) => place.part !== 'body' || place.name !== member)
          .map(({ name: member, place }) => ({ member, ...place })),
      },
    ]),
  )
  return [
    BANNER,
    '/** How each operation is called, its HTTP code, and the errors that it is known to answer. */',
    `export const OPERATIONS = ${JSON.stringify(operations)} as const`,
    '',
    '/** HTTP codes of errors. */',
    `export const ERROR_STATUS = ${JSON.stringify(
      Object.fromEntries([...facts.errors].map(([name, { status }]) => [name, status])),
    )} as const`,
    '',
    '/** JSON Schemas of requests, by the name of the operation with `Request` behind it. */',
    `export const REQUEST_SCHEMA = ${JSON.stringify({ $id: 'wire', $defs: requestSchemas(facts) })}`,
  ].join('\n')
}

/** Types of the enums that are wanted. */
function enumsOf({ shapes }: WireFacts, isWanted: (name: string) => boolean): readonly string[] {
  return [...shapes].flatMap(([name, shape]) =>
    shape.kind === 'enum' && isWanted(name)
      ? [`/** API reference: ${name}. */`, `export type ${name} = ${unionOf(shape.values)}`, '']
      : [],
  )
}

function interfaceOf(name: string, members: readonly WireMember[], shapes: WireFacts['shapes']): readonly string[] {
  const doc = `/** API reference: ${name}. */`
  if (members.length === 0) return [doc, `export type ${name} = Readonly<Record<string, never>>`, '']
  return [
    doc,
    `export interface ${name} {`,
    ...members.map(
      ({ name: member, shape, required }) => `readonly ${member}${required ? '' : '?'}: ${typeOf(shape, shapes)}`,
    ),
    '}',
    '',
  ]
}

function typeOf(name: string, shapes: WireFacts['shapes']): string {
  const shape = shapes.get(name)
  switch (shape?.kind) {
    case undefined:
    case 'enum':
      return name
    case 'string':
      return 'string'
    case 'boolean':
      return 'boolean'
    case 'integer':
    case 'double':
    case 'timestamp':
      return 'number'
    case 'list':
      return `readonly ${listItem(typeOf(shape.of, shapes) + (HAS_NULLS.has(shape.of) ? ' | null' : ''))}[]`
    case 'map':
      return `Readonly<Record<${typeOf(shape.of, shapes)}, ${typeOf(shape.to, shapes)}>>`
  }
}

/** Items that the service sends as null where it has none, though the model knows no nulls. */
const HAS_NULLS: ReadonlySet<string> = new Set(['MetricValue'])

function listItem(type: string): string {
  return type.startsWith('readonly ') || type.includes(' | ') ? `(${type})` : type
}

function unionOf(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(' | ')
}

/** Schemas of the requests and of all that they reach. */
function requestSchemas({ shapes, structures, operations }: WireFacts): Readonly<Record<string, object>> {
  const schemas = new Map<string, object>()
  function structure(name: string, members: readonly WireMember[]): void {
    schemas.set(name, {
      type: 'object',
      properties: Object.fromEntries(members.map((member) => [member.name, { $ref: `#/$defs/${member.shape}` }])),
      required: members.filter(({ required }) => required).map((member) => member.name),
      additionalProperties: false,
    })
    for (const { shape } of members) reach(shape)
  }
  function reach(name: string): void {
    if (schemas.has(name)) return
    const members = structures.get(name)
    if (members !== undefined) return structure(name, members)
    const shape = shapes.get(name)
    if (shape === undefined) throw new Error(`${WIRE_FACTS}: there is no shape ${name}`)
    schemas.set(name, schemaOf(shape))
    if (shape.kind === 'list' || shape.kind === 'map') reach(shape.of)
    if (shape.kind === 'map') reach(shape.to)
  }
  for (const [name, { input }] of operations) structure(`${name}Request`, input)
  return Object.fromEntries(schemas)
}

function schemaOf(shape: WireShape): object {
  switch (shape.kind) {
    case 'string':
      return {
        type: 'string',
        ...bounds(shape, 'minLength', 'maxLength'),
        ...(shape.pattern !== undefined && { pattern: shape.pattern }),
      }
    case 'enum':
      return { type: 'string', enum: shape.values }
    case 'integer':
      return { type: 'integer', ...bounds(shape, 'minimum', 'maximum') }
    case 'double':
      return { anyOf: [{ type: 'number', ...bounds(shape, 'minimum', 'maximum') }, { enum: NOT_FINITE }] }
    case 'boolean':
      return { type: 'boolean' }
    case 'timestamp':
      return { type: 'number' }
    case 'list':
      return { type: 'array', items: { $ref: `#/$defs/${shape.of}` }, ...bounds(shape, 'minItems', 'maxItems') }
    case 'map':
      return {
        type: 'object',
        propertyNames: { $ref: `#/$defs/${shape.of}` },
        additionalProperties: { $ref: `#/$defs/${shape.to}` },
        ...bounds(shape, 'minProperties', 'maxProperties'),
      }
  }
}

const NOT_FINITE = ['NaN', 'Infinity', '-Infinity']

function bounds(
  { least, most }: { readonly least?: number; readonly most?: number },
  low: string,
  high: string,
): object {
  return { ...(least !== undefined && { [low]: least }), ...(most !== undefined && { [high]: most }) }
}
