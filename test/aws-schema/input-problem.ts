/** Something that AWS or its Pulumi provider would refuse in the inputs of a resource. */
export interface InputProblem {
  /** For example `target.retryPolicy.maximumRetryAttempts` or `rules[0].status`. */
  readonly path: string
  readonly message: string
}
