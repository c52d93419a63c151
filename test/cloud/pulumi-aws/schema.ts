import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Properties, type PropertyType, resourceSchema, TYPE_RULES } from '../../aws-schema/index.ts'
import type { Values } from './values.ts'

const require = createRequire(import.meta.url)

/** Of the installed `@pulumi/aws`, which the engine wants the plugin of. */
export const VERSION = (
  JSON.parse(readFileSync(require.resolve('@pulumi/aws/package.json'), 'utf8')) as { readonly version: string }
).version

/** The Pulumi schema of what the stand-in knows, for programs in YAML and for generated SDKs. */
export function pluginSchema(): Values {
  const types: Record<string, unknown> = {}
  const resources = Object.keys(TYPE_RULES).map((type) => {
    const schema = resourceSchema(type)
    for (const [name, properties] of Object.entries(schema.types)) {
      types[tokenOf(name)] = { type: 'object', ...objectOf(properties) }
    }
    const outputs = objectOf(schema.outputs)
    const inputs = objectOf(schema.inputs)
    return [type, { ...outputs, inputProperties: inputs.properties, requiredInputs: inputs.required }]
  })
  return {
    name: 'aws',
    version: VERSION,
    description: 'A part of the schema of the AWS provider: what the stand-in for tests knows.',
    provider: { inputProperties: { region: { type: 'string' } } },
    resources: Object.fromEntries(resources),
    types,
    functions: {},
  }
}

function objectOf(properties: Properties): { readonly properties: Values; readonly required: readonly string[] } {
  return {
    properties: Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, typeSpec(type)])),
    required: Object.entries(properties)
      .filter(([, { required }]) => required)
      .map(([name]) => name),
  }
}

function typeSpec(type: PropertyType): Values {
  switch (type.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return { type: type.kind }
    case 'asset':
    case 'archive':
      return { $ref: `pulumi.json#/${type.kind === 'asset' ? 'Asset' : 'Archive'}` }
    case 'list':
      return { type: 'array', items: typeSpec(type.items) }
    case 'map':
      return { type: 'object', additionalProperties: typeSpec(type.values) }
    case 'object':
      return { $ref: `#/types/${tokenOf(type.name)}` }
    // A union here is text or a policy as an object, and YAML takes both as any.
    default:
      return { $ref: 'pulumi.json#/Any' }
  }
}

/** `scheduler.ScheduleTarget` -> `aws:scheduler/ScheduleTarget:ScheduleTarget`. */
function tokenOf(name: string): string {
  const parts = name.split('.')
  const last = parts.at(-1)!
  return `aws:${parts.length > 1 ? parts[0] : 'index'}/${last}:${last}`
}
