import schema from './schema.json' with { type: 'json' }

/** The schema of the provider, as far as the provider itself goes by it. */
export interface PackageSchema {
  readonly name: string
  readonly version: string
  readonly resources: Readonly<Record<string, ComponentSchema>>
  readonly types: Readonly<Record<string, TypeDefinition>>
}

/** What a component takes and gives. */
export interface ComponentSchema {
  readonly inputProperties: Readonly<Record<string, TypeSchema>>
  readonly requiredInputs: readonly string[]
  readonly properties: Readonly<Record<string, TypeSchema>>
  readonly required: readonly string[]
}

/** An object with named properties, or a choice. */
export interface TypeDefinition {
  readonly type: string
  readonly properties?: Readonly<Record<string, TypeSchema>>
  readonly required?: readonly string[]
  readonly enum?: readonly { readonly value: string | number }[]
}

/** The type of a value. */
export interface TypeSchema {
  readonly type?: string
  readonly $ref?: string
  readonly items?: TypeSchema
  readonly additionalProperties?: TypeSchema
  readonly plain?: boolean
}

/** The schema that the provider was built with. */
export const PACKAGE: PackageSchema = schema as unknown as PackageSchema

/** The schema as text, as the Pulumi engine asks for it. */
export const PACKAGE_TEXT: string = JSON.stringify(schema)
