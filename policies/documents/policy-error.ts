/** What is wrong with a request for policies: code by code, what happened and what to do. */
export const POLICY_ERRORS = {
  PARTITION_UNKNOWN: ({ got, region }: { got: string; region: string }) =>
    `Region ${region} does not lie in partition "${got}". Leave the partition out, or name the region's own.`,
  REGION_INVALID: ({ got }: { got: string }) => `"${got}" is not a region. Write one such as us-east-1.`,
  ACCOUNT_INVALID: ({ got }: { got: string }) => `"${got}" is not an account. Write its 12 digits, in quotes.`,
  ENGINE_NAME_INVALID: ({ got }: { got: string }) =>
    `"${got}" is not a name for an engine. Use 1 to 32 letters, digits, hyphens and underscores, the first a letter or digit.`,
  CHANNEL_NAME_INVALID: ({ got }: { got: string }) =>
    `"${got}" is not a name for a channel. Use 1 to 32 letters, digits, hyphens and underscores, the first a letter or digit.`,
  BUCKET_INVALID: ({ got }: { got: string }) =>
    `"${got}" is not the name of a bucket. Use 3 to 63 lower-case letters, digits, hyphens and dots.`,
  ROLE_PATH_INVALID: ({ got }: { got: string }) =>
    `"${got}" is not a path for roles. Begin and end it with a slash, with letters, digits and _+=,.@- between; 400 characters at most.`,
  ROLE_PATH_OUTSIDE: ({ got, within }: { got: string; within: string }) =>
    `The engine may not assume roles below "${got}". Choose a path that begins with ${within}.`,
  ARN_INVALID: ({ got, what, form }: { got: string; what: string; form: string }) =>
    `"${got}" is not the ARN of ${what}. Write ${form}.`,
  ARN_PARTITION: ({ got, partition }: { got: string; partition: string }) =>
    `"${got}" lies in another partition than the engine, ${partition}; no policy reaches across. Name one in ${partition}.`,
  KEY_IS_ALIAS: ({ got }: { got: string }) =>
    `"${got}" is an alias, and policies that name an alias grant nothing. Name the key: arn:...:key/<id>.`,
  PATH_INVALID: ({ got }: { got: string }) => `"${got}" is not a path in S3. Write s3://<bucket>/<prefix>/.`,
  NAME_INVALID: ({ got, what }: { got: string; what: string }) =>
    `"${got}" is not the name of ${what}. Take it as the service shows it, without wildcards or an ARN around it.`,
  SECRET_PREFIX: ({ got, prefix }: { got: string; prefix: string }) =>
    `The secret "${got}" does not begin with "${prefix}". Rename it, or name the prefix of your secrets (secretPrefix).`,
  CHOICE_MISSING: ({ what, choices }: { what: string; choices: readonly string[] }) =>
    `${what} needs one of ${choices.join(', ')}. Give exactly one.`,
  REGION_ELSEWHERE: ({ got, partition }: { got: string; partition: string }) =>
    `Region ${got} lies in another partition than the engine, ${partition}; no role reaches across. Name a region of ${partition}.`,
  ACCOUNT_ELSEWHERE: ({ what, got, account }: { what: string; got: string; account: string }) =>
    `The ${what} lies in account ${got}, and roles of account ${account} cannot query it. Run an engine in ${got}, or share the table with a ${what} of ${account} (a datashare) and name that.`,
  FOLDER_MISSING: ({ keys }: { keys: readonly string[] }) =>
    `Athena reads files and keeps results with the rights of the role, so that it cannot be made without their folders. Add ${keys.map((key) => `\`${key}\``).join(' and ')} to the source \`athena\`, or name a role of yours for the dataset.`,
  CATALOG_OTHER: ({ got }: { got: string }) =>
    `Roles are made for tables of the catalog AwsDataCatalog, not of "${got}", which needs rights of its own kind. Name a role of yours for the dataset.`,
  SECRET_KEY_MISSING: ({ got, account }: { got: string; account: string }) =>
    `The secret "${got}" is account ${account}'s, and other accounts cannot read what is encrypted with the key of the service. Encrypt it with a key of KMS, and name that key (in a spec \`secretKeyArn\`).`,
  ALERT_UNKNOWN: ({ alert, known }: { alert: string; known: readonly string[] }) =>
    `There is no alert "${alert}" in the spec. ${known.length > 0 ? `It has ${known.join(', ')}.` : 'It has none.'}`,
  STATEMENT_TOO_LARGE: ({ sid, size, limit }: { sid: string; size: number; limit: number }) =>
    `Statement ${sid} alone has ${size} characters; a policy of its kind has ${limit} at most. Name fewer resources in it.`,
  TRUST_TOO_LARGE: ({ role, size, limit }: { role: string; size: number; limit: number }) =>
    `The trust policy of ${role} has ${size} characters; the quota is ${limit}. Use a role per alert, or have the quota raised to 4,096 and say so (trustLimit).`,
  POLICIES_TOO_MANY: ({ role, count, limit }: { role: string; count: number; limit: number }) =>
    `Role ${role} needs ${count} policies; a role has ${limit} at most. Use a role per dataset and alert instead of a combined one.`,
} as const satisfies Readonly<Record<string, (args: never) => string>>

/** Stable name of what can be wrong. */
export type PolicyErrorCode = keyof typeof POLICY_ERRORS

/** Policies could not be made from what was given. */
export class PolicyError<Code extends PolicyErrorCode = PolicyErrorCode> extends Error {
  override readonly name = 'PolicyError'
  readonly code: Code
  /** What the message was made from. */
  readonly args: Parameters<(typeof POLICY_ERRORS)[Code]>[0]

  constructor(code: Code, args: Parameters<(typeof POLICY_ERRORS)[Code]>[0]) {
    // Each text takes the arguments of its own code; TypeScript cannot follow that through the union.
    const text = POLICY_ERRORS[code] as (values: typeof args) => string
    super(`${text(args)} [${code}]`)
    this.code = code
    this.args = args
  }
}
