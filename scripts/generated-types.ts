import { compile } from 'json-schema-to-typescript'

/** A part of a JSON Schema. */
export interface Schema {
  readonly $ref?: string
  readonly title?: string
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly $defs?: Readonly<Record<string, Schema>>
}

/**
 * The TypeScript types of a schema, deeply readonly. Objects that allow exactly one of their keys become unions; the schema
 * itself does not say `oneOf`, because editors complete and explain one object better than a choice of several.
 */
export async function typesOf(schema: Schema, source: string): Promise<string> {
  const types = await compile(forTypes(schema) as Parameters<typeof compile>[0], 'DetectorSpec', {
    additionalProperties: false,
    bannerComment: `// Generated from ${source} by \`npm run generate\`; edit that instead.`,
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
  return types
    .replaceAll(/^( +)(?!\/?\*)('?[$\w]+'?\??: |\[k: string\]: )/gm, '$1readonly $2')
    .replaceAll(/([\w']+|\([^()\n]*\)|\{\n[^{}]*\n *\})\[\]/g, 'readonly $1[]')
}

function forTypes(schema: Schema): Record<string, unknown> {
  const { properties, items, additionalProperties, $defs, minItems: _inDescription, ...rest } = schema
  if (schema.minProperties === 1 && schema.maxProperties === 1 && properties !== undefined) {
    return {
      description: schema.description,
      oneOf: Object.entries(properties).map(([key, value]) => branch(key, value)),
    }
  }
  if (properties !== undefined && Object.keys(properties).length === 0) {
    return { description: schema.description, tsType: 'Readonly<Record<string, never>>' }
  }
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: mapValues(properties, forTypes) }),
    ...(items === undefined ? {} : { items: forTypes(items) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === 'boolean' ? additionalProperties : forTypes(additionalProperties),
        }),
    ...($defs === undefined ? {} : { $defs: mapValues($defs, forTypes) }),
  }
}

function branch(key: string, value: Schema): Record<string, unknown> {
  return { type: 'object', properties: { [key]: forTypes(value) }, required: [key], additionalProperties: false }
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
