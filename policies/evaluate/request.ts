/** What somebody asks AWS to do. */
export interface AccessRequest {
  /**
   * Who: the ARN of an IAM user, a role, a role session (`arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`), a federated
   * user, a root user or an identity provider; a service (`scheduler.amazonaws.com`); `*` or `anonymous` for anybody.
   */
  readonly principal: string
  /** `service:Name`, without wildcards; case plays no part. */
  readonly action: string
  readonly resource: {
    /** A full ARN, or `*` where the action knows no resources. */
    readonly resource: string
    /** 12 digits: who owns the resource, which decides between the rules within and across accounts. */
    readonly accountId: string
  }
  /** Condition keys of the request; names in any case. A list is a key with several values. */
  readonly contextVariables?: Readonly<Record<string, ContextValue>>
}

/** Value of a condition key in a request; an empty list is a key without values. */
export type ContextValue = string | number | boolean | readonly (string | number | boolean)[]
