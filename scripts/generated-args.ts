import type { Schema } from './generated-types.ts'

/** Keys of a spec that a deployment has no use for: schemas are for editors, folders, files and passwords on somebody's own machine. */
const LOCAL: ReadonlySet<string> = new Set([
  'DetectorSpec.$schema',
  'SourceSpec.folder',
  'RdsSource.user',
  'RdsSource.passwordVariable',
  'RdsSource.certificateAuthority',
])

/** Keys that components have in a form of their own. */
const OWN: ReadonlySet<string> = new Set([
  'DetectorSpec.detector',
  'DetectorSpec.dataset',
  'DetectorSpec.alerts',
  'DetectorSpec.tags',
  'DetectorSpec.managedBy',
])

/** Keys that have to be known while the program runs, because children are named by them. */
const PLAIN: ReadonlySet<string> = new Set(['AlertSpec.name'])

/** Values that have a type of their own. */
const NAMED: ReadonlyMap<string, string> = new Map([['DetectorSpec.interval', 'Interval']])

/** What a component says otherwise than a spec: there is no folder in AWS, and roles are made where none is named. */
const TEXTS: Readonly<Record<string, string>> = {
  SourceSpec: 'Where the data lies: exactly one kind of source. Guide: Datasource.',
  'DatasetSpec.timestamp':
    'Where a record says when it happened. Required, but for the source cloudwatch. Guide: Timestamps.',
  'RdsSource.secret':
    'Name or ARN of a secret in Secrets Manager whose JSON has `username` and `password`; required. One of another account is named by its ARN. Guide: Using Amazon RDS with Lookout for Metrics.',
  'RdsSource.tls':
    'VERIFY: the connection is encrypted, and the certificate of the server must be of a known authority: those of RDS or of Node. OFF: nothing is encrypted. Default: VERIFY.',
  'AthenaSource.data':
    "Folder of the table's files, which the service role may read. Required, but with a role of yours.",
  'AthenaSource.results':
    'Folder of the results of queries, where the workgroup keeps them. Required, but with a role of yours. API reference: S3ResultsPath.',
  ...Object.fromEntries(
    ['CloudWatchSource', 'RdsSource', 'RedshiftSource', 'AthenaSource', 'AppFlowSource'].map((source) => [
      `${source}.region`,
      "AWS Region of the data. Default: the engine's.",
    ]),
  ),
  'DatasetSpec.role':
    "ARN of an existing role to read the data with, below the path of the engine's service roles. It has to trust the engine for this detector; `crowsnest policy` writes its policies. Default: a role of its own. Guide: Service roles for Amazon Lookout for Metrics.",
  'AlertSpec.role':
    "ARN of an existing role to send the alert with, below the path of the engine's service roles. It has to trust the engine for this alert; `crowsnest policy` writes its policies. Default: a role of its own, for the channels sns and lambda. Guide: Service roles for Amazon Lookout for Metrics; Creating alerts.",
}

/** Interfaces whose keys another one shares, as `AlertSpec` has all of `AlertRule` and a name. */
const PARTS: Readonly<
  Record<string, { readonly name: string; readonly without: string; readonly description: string }>
> = {
  AlertSpec: {
    name: 'AlertRule',
    without: 'name',
    description: 'Whom to tell about which anomalies, without the name of the alert. Guide: Working with alerts.',
  },
}

/**
 * The shape of a spec as arguments of the components: every value may be an output. Objects that allow one of their keys are
 * objects with optional keys here, which every language of Pulumi has; the components check that it is one.
 */
export function argsOf(schema: Schema, source: string): string {
  const definitions = schema.$defs ?? {}
  const objects = [
    ...interfacesOf('DetectorSpec', schema, definitions),
    ...Object.entries(definitions).flatMap(([name, definition]) => interfacesOf(name, definition, definitions)),
  ]
  // A kind of source that is left out takes the objects along that nothing else uses.
  const used = reachable(['DetectorSpec', 'DatasetSpec', 'AlertSpec'], schema)
  const texts = objects.filter(({ definition }) => used.has(definition)).map(({ text }) => text)
  return `// Generated from ${source} by \`npm run generate\`; edit that instead.
import type * as pulumi from '@pulumi/pulumi'
import type { Interval } from '../spec/index.ts'

${texts.join('\n\n')}
`
}

interface Interface {
  /** The definition of the schema that it is, or is a part of. */
  readonly definition: string
  readonly text: string
}

function interfacesOf(name: string, schema: Schema, definitions: Definitions): readonly Interface[] {
  const required = new Set(schema.required)
  const isChoice = schema.minProperties === 1 && schema.maxProperties === 1
  const keys = Object.entries(schema.properties ?? {}).filter(
    ([key]) => !LOCAL.has(`${name}.${key}`) && !OWN.has(`${name}.${key}`),
  )
  const part = PARTS[name]
  const field = ([key, value]: readonly [string, Schema]): string => {
    const type = NAMED.get(`${name}.${key}`) ?? typeOf(value, innerName(name, key))
    const plain = PLAIN.has(`${name}.${key}`)
    const optional = required.has(key) && !isChoice ? '' : '?'
    return `${comment(`${name}.${key}`, value, definitions, '  ')}
  readonly ${key}${optional}: ${plain ? type : `pulumi.Input<${type}>`}`
  }
  const own = part === undefined ? keys : keys.filter(([key]) => key === part.without)
  const shared = part === undefined ? [] : keys.filter(([key]) => key !== part.without)
  const inner = keys.flatMap(([key, value]) =>
    value.properties === undefined ? [] : interfacesOf(innerName(name, key), value, definitions),
  )
  return [
    ...(part === undefined
      ? []
      : [declaration(part.name, { description: part.description }, shared.map(field), definitions)]),
    declaration(name, schema, own.map(field), definitions, part?.name),
    ...inner.map(({ text }) => text),
  ].map((text) => ({ definition: name, text }))
}

function declaration(
  name: string,
  schema: Schema,
  fields: readonly string[],
  definitions: Definitions,
  base?: string,
): string {
  const body = fields.length === 0 ? '{}' : `{\n${fields.join('\n')}\n}`
  return `${comment(name, schema, definitions, '')}
export interface ${name}Args ${base === undefined ? '' : `extends ${base}Args `}${body}`
}

type Definitions = Readonly<Record<string, Schema>>

/** Name of an object that the schema describes in place: `topic` of `sns` of `ChannelSpec` is in `ChannelSns`. */
function innerName(name: string, key: string): string {
  return `${name.replace(/Spec$/, '')}${key[0]!.toUpperCase()}${key.slice(1)}`
}

function typeOf(schema: Schema, inner: string): string {
  if (schema.$ref !== undefined) return `${definitionName(schema.$ref)}Args`
  if (schema.enum !== undefined)
    return schema.enum.map((value) => `'${String(value).replaceAll("'", "\\'")}'`).join(' | ')
  if (schema.properties !== undefined) return `${inner}Args`
  if (schema.items !== undefined) return `readonly pulumi.Input<${typeOf(schema.items, inner)}>[]`
  if (typeof schema.additionalProperties === 'object') {
    return `Readonly<Record<string, pulumi.Input<${typeOf(schema.additionalProperties, inner)}>>>`
  }
  switch (schema.type) {
    case 'string':
    case 'boolean':
      return schema.type
    case 'integer':
      return 'number'
    default:
      throw new Error(`${inner}: arguments have no type for ${JSON.stringify(schema)}; add it to generated-args.ts`)
  }
}

function definitionName(ref: string): string {
  return ref.replace('#/$defs/', '')
}

/** The text of the schema, its default as a tag. */
function comment(place: string, schema: Schema, definitions: Definitions, indent: string): string {
  const definition = schema.$ref === undefined ? place : definitionName(schema.$ref)
  const described = definitions[definition] ?? schema
  const description = TEXTS[place] ?? TEXTS[definition] ?? described.description ?? ''
  const [text, fallback] = withoutDefault(description)
  const lines = [text, ...(fallback === null ? [] : ['', `@default ${fallback}`])]
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */`
}

/** `... Default: 70. Guide: ...` without the default, and the default. */
function withoutDefault(text: string): readonly [string, string | null] {
  const match = /(?:^| )Default: (?<fallback>.+?)\.(?= (?:Guide|API|AWS|UTF-16)|$)/.exec(text)
  if (match === null) return [text, null]
  return [text.replace(match[0], '').trim(), match.groups!['fallback']!]
}

/** Definitions that something leads to, but not through keys that are left out. */
function reachable(from: readonly string[], schema: Schema): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (name: string, node: Schema): void => {
    if (node.$ref !== undefined) return add(definitionName(node.$ref))
    for (const [key, value] of Object.entries(node.properties ?? {})) {
      if (LOCAL.has(`${name}.${key}`)) continue
      if (value.properties !== undefined) found.add(innerName(name, key))
      visit(innerName(name, key), value)
    }
    if (node.items !== undefined) visit(name, node.items)
    if (typeof node.additionalProperties === 'object') visit(name, node.additionalProperties)
  }
  const add = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    visit(name, name === 'DetectorSpec' ? schema : schema.$defs![name]!)
  }
  from.forEach(add)
  return found
}
