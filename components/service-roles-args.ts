import type * as pulumi from '@pulumi/pulumi'

/** What every component with service roles takes. */
export interface ServiceRolesArgs {
  /**
   * Path of the service roles. The engine may assume roles below its own path for them only, so that this has to begin with it. Begins
   * and ends with a slash, up to 400 characters.
   *
   * @default `services/` below the role path of the engine
   */
  readonly rolePath?: pulumi.Input<string>
  /**
   * ARN of the managed policy that bounds every role made here.
   *
   * @default that of the engine
   */
  readonly permissionsBoundary?: pulumi.Input<string>
  /**
   * Whether to make the roles. With false they are expected under the names that the report tells (output `iamReport`), for a security
   * team that makes them itself.
   *
   * @default true, and false where `roles` of the engine is `precreated`
   */
  readonly createRoles?: boolean
  /**
   * Where to write the report of the roles, at each preview and update: a file that ends in `.md` or `.json`, or else a folder, which then gets
   * both. A relative path begins at the program's directory.
   *
   * @default the folder of the engine of this program, if it has one
   */
  readonly iamReportPath?: string
}

/** What reading a bucket takes beyond its paths. */
export interface BucketAccessArgs {
  /**
   * Account that owns the bucket of the data, 12 digits. Where it is another one than the engine's, its owner has to add what the report
   * (output `iamReport`) says to the policy of the bucket. Sources with a bucket alone: `s3`, `athena`, `appflow`.
   *
   * @default the account of the engine
   */
  readonly bucketAccount?: pulumi.Input<string>
  /**
   * ARN of the KMS key of the bucket of the data; an alias does not do.
   *
   * @default none: S3 encrypts with its own key
   */
  readonly bucketKeyArn?: pulumi.Input<string>
  /**
   * Whether S3 Bucket Keys are on in the bucket, where it has a KMS key.
   *
   * @default both are allowed for
   */
  readonly bucketKeys?: pulumi.Input<boolean>
  /**
   * ARN of the KMS key of the bucket that Athena keeps results in; an alias does not do. Source `athena` alone.
   *
   * @default none: S3 encrypts with its own key
   */
  readonly resultsKeyArn?: pulumi.Input<string>
}
