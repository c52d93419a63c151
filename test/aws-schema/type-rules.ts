/** What values a property may have. */
export interface ValueRule {
  /** Where: `target.retryPolicy.maximumRetryAttempts`, `rules[].status` for each item of a list. */
  readonly path: string
  readonly oneOf?: readonly (string | number)[]
  readonly min?: number
  readonly max?: number
  readonly multipleOf?: number
  /** The whole text has to match. */
  readonly pattern?: RegExp
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  /** The text is a JSON document. */
  readonly json?: true
  /** What is wrong with a text, undefined when nothing. */
  readonly check?: (text: string) => string | undefined
}

/** What the declarations of `@pulumi/aws` do not say of a resource type. */
export interface TypeRules {
  /** Where the rules come from, for those who doubt them. */
  readonly source: string
  /** Properties whose change makes a new resource (`ForceNew` of the Terraform provider that Pulumi's is made from). */
  readonly replaceOn: readonly string[]
  readonly values?: readonly ValueRule[]
  /** Properties whose change makes a new resource only with such inputs. */
  readonly replaceWhen?: readonly {
    readonly path: string
    readonly when: (inputs: Readonly<Record<string, unknown>>) => boolean
  }[]
  /** At most one of each set may be given. */
  readonly conflicts?: readonly (readonly string[])[]
  /** At least one of each set must be given. */
  readonly atLeastOneOf?: readonly (readonly string[])[]
}
