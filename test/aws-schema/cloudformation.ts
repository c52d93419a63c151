import { CelEngine, type Engine, type ValidateConfig } from '@aws/cloudformation-validate'
import { CLOUDFORMATION_TYPES, type CloudFormationType, NOT_IN_CLOUDFORMATION } from './cloudformation-types.ts'
import { isJsonRecord, type JsonRecord, type JsonValue } from './json.ts'
import type { PropertyType, ResourceSchema } from './property-type.ts'
import { readPulumiValue } from './pulumi-value.ts'
import { resourceSchema } from './resource-schema.ts'
import { TYPE_RULES } from './rules/index.ts'

/** A resource of a Pulumi program, as mocks capture it. */
export interface CapturedResource {
  /** For example `aws:s3/bucket:Bucket`. */
  readonly type: string
  readonly name: string
  readonly inputs: Readonly<Record<string, unknown>>
}

/** Something that CloudFormation's schemas, or the rules of `cfn-lint`, find in a resource. */
export interface CloudFormationFinding {
  /** For example `F3034`. */
  readonly rule: string
  readonly level: 'WARN' | 'ERROR' | 'FATAL'
  /** The type and the Pulumi name of the resource. */
  readonly resource: string
  /** Of CloudFormation, for example `Properties.Target.RetryPolicy.MaximumRetryAttempts`. */
  readonly path: string
  readonly message: string
}

/**
 * Checks resources of the AWS provider as the CloudFormation template that they would be, offline. Sees what types cannot:
 * values, ranges, names, the grammar of policies. Other resources are passed over, and so are those that CloudFormation has not.
 *
 * @param resources - of one program; the parts of a bucket are put together
 * @throws when a type of the AWS provider has no mapping yet: add it to cloudformation-types.ts
 */
export function validateAsCloudFormation(resources: readonly CapturedResource[]): readonly CloudFormationFinding[] {
  const template = toTemplate(resources)
  const ids = Object.entries(template.names)
  if (ids.length === 0) return []
  const report = cel().validateStandard(templateFile(template.body), VALIDATION)
  return report.diagnostics.map((found) => ({
    rule: found.ruleId,
    level: found.severity as CloudFormationFinding['level'],
    resource: (found.entity && template.names[found.entity.logicalId]) ?? 'the template',
    path: found.propertyPath ?? '',
    message: found.message,
  }))
}

/**
 * The template of resources, for a look at what is checked.
 *
 * @throws when a type of the AWS provider has no mapping
 */
export function toTemplate(resources: readonly CapturedResource[]): {
  readonly body: JsonRecord
  /** Types and Pulumi names, by logical id. */
  readonly names: Readonly<Record<string, string>>
} {
  const made: Record<string, { Type: string; Properties: JsonRecord }> = {}
  const names: Record<string, string> = {}
  const buckets = new Map<string, string>()
  for (const resource of resources) {
    if (!resource.type.startsWith('aws:') || NOT_IN_CLOUDFORMATION.has(resource.type)) continue
    const mapping = CLOUDFORMATION_TYPES[resource.type]
    if (mapping === undefined) {
      throw new Error(
        `${resource.type} has no form in CloudFormation yet: add it to test/aws-schema/cloudformation-types.ts`,
      )
    }
    const properties = toProperties(resource, mapping)
    const bucket = mapping.type === 'AWS::S3::Bucket' ? JSON.stringify(properties['BucketName'] ?? resource.name) : ''
    const known = buckets.get(bucket)
    if (bucket !== '' && known !== undefined) {
      made[known]!.Properties = { ...made[known]!.Properties, ...properties }
      continue
    }
    const id = `Resource${Object.keys(made).length}`
    if (bucket !== '') buckets.set(bucket, id)
    names[id] = `${resource.type} ${resource.name}`
    made[id] = { Type: mapping.type, Properties: properties }
  }
  return { body: { AWSTemplateFormatVersion: '2010-09-09', Resources: made }, names }
}

const VALIDATION: ValidateConfig = {
  severityLevel: 'WARN',
  // What is only bad in templates: ARNs, account ids, zones and images in plain text.
  exclude: { ids: ['W1054', 'W3010', 'W9002', 'W9010', 'W9013'] },
  pseudoParameterOverrides: { region: 'us-east-1', accountId: '123456789012' },
}

let engine: Engine | undefined

/** Made once in a process: it takes seconds and half a gigabyte. */
function cel(): Engine {
  engine ??= new CelEngine()
  return engine
}

function templateFile(body: JsonRecord): Parameters<Engine['validateStandard']>[0] {
  return { path: 'template.json', readBytes: () => new TextEncoder().encode(JSON.stringify(body)) }
}

function toProperties(resource: CapturedResource, mapping: CloudFormationType): JsonRecord {
  const schema = resourceSchema(resource.type)
  const documents = new Set(
    (TYPE_RULES[resource.type]?.values ?? []).filter(({ json }) => json).map(({ path }) => path),
  )
  const context: Context = { schema, rename: mapping.rename ?? {}, documents }
  const fields = Object.entries(resource.inputs).filter(([name]) => !(mapping.drop ?? []).includes(name))
  const properties = convertFields(Object.fromEntries(fields), schema.inputs, '', context)
  const tags = properties['Tags']
  const tagged = isJsonRecord(tags)
    ? { ...properties, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
    : properties
  return mapping.finish?.(tagged) ?? tagged
}

interface Context {
  readonly schema: ResourceSchema
  readonly rename: Readonly<Record<string, string>>
  readonly documents: ReadonlySet<string>
}

function convertFields(
  fields: object,
  properties: ResourceSchema['inputs'],
  path: string,
  context: Context,
): JsonRecord {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, given]) => {
      if (name.startsWith('__')) return []
      const at = path === '' ? name : `${path}.${name}`
      const value = convert(given, properties[name]?.type ?? { kind: 'any' }, at, context)
      return value === undefined ? [] : [[context.rename[at] ?? `${name[0]!.toUpperCase()}${name.slice(1)}`, value]]
    }),
  )
}

function convert(given: unknown, type: PropertyType, path: string, context: Context): JsonValue | undefined {
  const read = readPulumiValue(given)
  if (read.kind === 'absent') return undefined
  if (read.kind === 'unknown') return { 'Fn::ImportValue': 'known-after-the-update' }
  if (read.kind !== 'plain') return read.kind
  const { value } = read
  if (Array.isArray(value)) {
    const items = type.kind === 'list' ? type.items : { kind: 'any' as const }
    return value.map((item) => convert(item, items, `${path}[]`, context) ?? null)
  }
  if (typeof value === 'object' && value !== null) {
    if (type.kind === 'object') return convertFields(value, context.schema.types[type.name]!, path, context)
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => {
        const inner = convert(item, { kind: 'any' }, `${path}.${key}`, context)
        return inner === undefined ? [] : [[key, inner]]
      }),
    )
  }
  return context.documents.has(path) ? parsed(value) : (value as JsonValue)
}

function parsed(text: unknown): JsonValue {
  try {
    return JSON.parse(String(text)) as JsonValue
  } catch {
    return String(text)
  }
}
