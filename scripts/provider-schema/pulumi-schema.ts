/** The schema of a Pulumi package, as far as ours needs it. https://www.pulumi.com/docs/iac/extending-pulumi/schema/ */
export interface PackageSchema {
  readonly name: string
  readonly types: Readonly<Record<string, NamedType>>
  readonly resources: Readonly<Record<string, ResourceSchema>>
  readonly [metadata: string]: unknown
}

/** A component. */
export interface ResourceSchema {
  readonly description: string
  readonly isComponent: true
  readonly inputProperties: Readonly<Record<string, PropertySchema>>
  readonly requiredInputs: readonly string[]
  readonly properties: Readonly<Record<string, PropertySchema>>
  readonly required: readonly string[]
}

/** A type that properties refer to. */
export type NamedType = ObjectType | EnumType

/** An object with named properties. */
export interface ObjectType {
  readonly type: 'object'
  readonly description: string
  readonly properties: Readonly<Record<string, PropertySchema>>
  readonly required: readonly string[]
}

/** A choice. */
export interface EnumType {
  readonly type: 'string' | 'integer'
  readonly description: string
  readonly enum: readonly { readonly name: string; readonly value: string | number }[]
}

/** The type of a value. */
export interface TypeSchema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object'
  readonly $ref?: string
  readonly items?: TypeSchema
  readonly additionalProperties?: TypeSchema
  /** The value itself, where other properties also take one that is not known yet. */
  readonly plain?: true
}

/** A type with what it is for. */
export interface PropertySchema extends TypeSchema {
  readonly description: string
  readonly language?: Readonly<Record<string, { readonly name: string }>>
}
