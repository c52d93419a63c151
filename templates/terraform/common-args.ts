import type { TerraformProvider } from 'cdktf'

/** Tags. */
export type Tags = Readonly<Record<string, string>>

/** What every construct takes. */
export interface CommonArgs {
  /**
   * Tags of every resource that can have them. Tags that the provider adds by default stay; where both name a key, these win. Up to 50.
   *
   * @default none
   */
  readonly tags?: Tags
  /**
   * Region of the resources, known at synthesis: names of roles follow from it.
   *
   * @default the region of the engine, else of the provider
   */
  readonly region?: string
  /**
   * Account that is deployed to, 12 digits.
   *
   * @default the account of the provider, which Terraform looks up
   */
  readonly account?: string
  /**
   * Provider of the resources.
   *
   * @default the provider of the stack
   */
  readonly provider?: TerraformProvider
}

/** What every construct with roles takes. */
export interface RolesArgs {
  /**
   * Path of the roles: begins and ends with a slash, up to 400 characters.
   *
   * @default `/crowsnest/<region>/<engine>/`
   */
  readonly rolePath?: string
  /**
   * ARN of the managed policy that bounds every role.
   *
   * @default no boundary
   */
  readonly permissionsBoundary?: string
  /**
   * Where to write the report of the roles at synthesis: a file that ends in `.md` or `.json`, or else a folder, which then gets both.
   * Needs `account`.
   *
   * @default nowhere
   */
  readonly iamReportPath?: string
}

/** What every construct with service roles takes. */
export interface ServiceRolesArgs extends RolesArgs {
  /**
   * Whether to make the roles. With false they are expected under the names that the report tells, for a security team that makes them.
   *
   * @default true, and false where `roles` of the engine is `precreated`
   */
  readonly createRoles?: boolean
}

/** What reading a bucket takes beyond its paths. */
export interface BucketAccessArgs {
  /**
   * Account that owns the bucket of the data, 12 digits. Sources with a bucket alone: `s3`, `athena`, `appflow`.
   *
   * @default the account of the engine
   */
  readonly bucketAccount?: string
  /**
   * ARN of the KMS key of the bucket of the data; an alias does not do.
   *
   * @default none: S3 encrypts with its own key
   */
  readonly bucketKeyArn?: string
  /**
   * Whether S3 Bucket Keys are on in the bucket, where it has a KMS key.
   *
   * @default both are allowed for
   */
  readonly bucketKeys?: boolean
  /**
   * ARN of the KMS key of the bucket that Athena keeps results in. Source `athena` alone.
   *
   * @default none: S3 encrypts with its own key
   */
  readonly resultsKeyArn?: string
}
