/** The type of a property of an AWS resource, as `@pulumi/aws` declares it. */
export type PropertyType =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'any' | 'asset' | 'archive' }
  | { readonly kind: 'list'; readonly items: PropertyType }
  | { readonly kind: 'map'; readonly values: PropertyType }
  /** `name` is a key of the schema's `types`, for example `scheduler.ScheduleTarget`. */
  | { readonly kind: 'object'; readonly name: string }
  | { readonly kind: 'union'; readonly of: readonly PropertyType[] }

/** A property of a resource or of an object inside it. */
export interface Property {
  readonly type: PropertyType
  readonly required: boolean
}

/** Properties by name. */
export type Properties = Readonly<Record<string, Property>>

/** What `@pulumi/aws` declares of one resource type. */
export interface ResourceSchema {
  /** For example `aws:s3/bucket:Bucket`. */
  readonly type: string
  readonly inputs: Properties
  /** What the resource has once it exists; not required means that it can be absent. */
  readonly outputs: Properties
  /** The objects that `inputs` mention, at any depth, by name. */
  readonly types: Readonly<Record<string, Properties>>
}
