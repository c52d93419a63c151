/** What AWS publishes about its services, as far as it was loaded: what a policy may name, and what works together. */
export interface Facts {
  /** When AWS published this, as an ISO 8601 date. */
  readonly asOf: string
  /** Prefixes of all services, lower case. */
  readonly services: ReadonlySet<string>
  /** Prefixes of the services that support resource control policies. */
  readonly rcpServices: ReadonlySet<string>
  /** Global condition keys by lower-case name; a key with a variable part ends with `/`. */
  readonly globalKeys: ReadonlyMap<string, ConditionKeyFacts>
  /** A service by its prefix in any case; undefined when it was not loaded or does not exist. */
  service(prefix: string): ServiceFacts | undefined
}

/** Actions, resource types and condition keys of one service, each by lower-case name. */
export interface ServiceFacts {
  readonly prefix: string
  readonly actions: ReadonlyMap<string, ActionFacts>
  readonly resourceTypes: ReadonlyMap<string, ResourceTypeFacts>
  readonly conditionKeys: readonly ConditionKeyFacts[]
}

/** One action. */
export interface ActionFacts {
  /** As AWS writes it, without the prefix: `GetObject`. */
  readonly name: string
  readonly accessLevel: string
  /** Whether it has no resource types at all, so that only `*` works. */
  readonly wildcardOnly: boolean
  readonly resourceTypes: readonly ActionResourceType[]
  /** Keys that every call of it may have; names as in the facts, with `${...}` or `<...>` for variable parts. */
  readonly conditionKeys: readonly string[]
}

/** A resource type that an action uses. */
export interface ActionResourceType {
  readonly name: string
  readonly required: boolean
  /** Keys that the action has in its context for this type of resource. */
  readonly conditionKeys: readonly string[]
}

/** One resource type. */
export interface ResourceTypeFacts {
  readonly name: string
  /** Template: `arn:${Partition}:s3:::${BucketName}`. */
  readonly arn: string
  readonly conditionKeys: readonly string[]
}

/** The type of a condition key's value. */
export type ConditionKeyType =
  'String' | 'ArrayOfString' | 'ARN' | 'ArrayOfARN' | 'Bool' | 'ArrayOfBool' | 'Numeric' | 'Date' | 'IPAddress'

/** One condition key. */
export interface ConditionKeyFacts {
  /** As AWS writes it, with `${...}` or `<...>` for variable parts. */
  readonly name: string
  readonly type: ConditionKeyType
}
