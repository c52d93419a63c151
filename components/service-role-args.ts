import type { RoleArgs, RolePolicyArgs } from '@pulumi/aws/iam/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Transform } from './child.ts'
import type { CommonArgs } from './common-args.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'
import type { ServiceRolesArgs } from './service-roles-args.ts'

/** Files in S3 that a role may read. Guide: Using Amazon S3 with Lookout for Metrics. */
export interface S3AccessArgs {
  /**
   * Path template of the continuous data: `s3://<bucket>/<prefix>/{{yyyyMMdd}}/{{HHmm}}`. At least one of `continuous` and `historical` is needed.
   *
   * @default none
   */
  readonly continuous?: pulumi.Input<string>
  /**
   * Folder or file of the historical data: `s3://<bucket>/<prefix>/`.
   *
   * @default none
   */
  readonly historical?: pulumi.Input<string>
  /**
   * Account that owns the bucket, 12 digits.
   *
   * @default the account of the engine
   */
  readonly account?: pulumi.Input<string>
  /**
   * ARN of the KMS key of the bucket; an alias does not do.
   *
   * @default none: S3 encrypts with its own key
   */
  readonly keyArn?: pulumi.Input<string>
  /**
   * Whether S3 Bucket Keys are on in the bucket, where it has a KMS key.
   *
   * @default both are allowed for
   */
  readonly bucketKeys?: pulumi.Input<boolean>
}

/** Metrics of CloudWatch that a role may read: all of the account and region, as CloudWatch knows no narrower permission. There is nothing to configure. */
export interface CloudWatchAccessArgs {}

/** A secret in Secrets Manager with the credentials of a database. */
export interface SecretAccessArgs {
  /** Its name or ARN. */
  readonly secret: pulumi.Input<string>
  /**
   * What its name has to begin with, so that a typing error opens no other secret.
   *
   * @default AmazonLookoutMetrics-
   */
  readonly secretPrefix?: pulumi.Input<string>
  /**
   * ARN of its own KMS key; an alias does not do.
   *
   * @default none: the key of Secrets Manager
   */
  readonly keyArn?: pulumi.Input<string>
}

/** A user of a database that signs in with IAM. */
export interface DatabaseUserArgs {
  /** Resource id of the database: `db-ABC...` or `cluster-ABC...`. */
  readonly resourceId: pulumi.Input<string>
  /** Name of the user in the database. */
  readonly user: pulumi.Input<string>
}

/** A database in RDS or Aurora that a role may read. Guide: Using Amazon RDS with Lookout for Metrics. */
export interface RdsAccessArgs {
  /**
   * Identifier of the instance whose address is looked up.
   *
   * @default none: the address is configured
   */
  readonly instance?: pulumi.Input<string>
  /**
   * Identifier of the Aurora cluster whose address is looked up.
   *
   * @default none: the address is configured
   */
  readonly cluster?: pulumi.Input<string>
  /**
   * Secret to sign in with. Exactly one of `secret` and `iamUser` is needed.
   *
   * @default none
   */
  readonly secret?: pulumi.Input<SecretAccessArgs>
  /**
   * User to sign in as, without a password.
   *
   * @default none
   */
  readonly iamUser?: pulumi.Input<DatabaseUserArgs>
  /**
   * Region of the database and of the secret.
   *
   * @default the region of the engine
   */
  readonly region?: pulumi.Input<string>
}

/** A database in Redshift that a role may query, through the Data API. Guide: Using Amazon Redshift with Lookout for Metrics. */
export interface RedshiftAccessArgs {
  /**
   * Identifier of a provisioned cluster. Exactly one of `cluster` and `workgroup` is needed.
   *
   * @default none
   */
  readonly cluster?: pulumi.Input<string>
  /**
   * Id of a serverless workgroup: the UUID that ends its ARN.
   *
   * @default none
   */
  readonly workgroup?: pulumi.Input<string>
  /** Name of the database. */
  readonly database: pulumi.Input<string>
  /**
   * Secret to sign in with.
   *
   * @default none: with `dbUser`, or as the role itself
   */
  readonly secret?: pulumi.Input<SecretAccessArgs>
  /**
   * User of the database to sign in as; clusters only.
   *
   * @default none
   */
  readonly dbUser?: pulumi.Input<string>
  /**
   * Region of the cluster or workgroup.
   *
   * @default the region of the engine
   */
  readonly region?: pulumi.Input<string>
}

/** A table that a role may query through Athena. Guide: Using Amazon Athena with Lookout for Metrics. */
export interface AthenaAccessArgs {
  /** Name of the workgroup. */
  readonly workgroup: pulumi.Input<string>
  /** Name of the database in the Glue data catalog of the account. */
  readonly database: pulumi.Input<string>
  /** Name of the table. */
  readonly table: pulumi.Input<string>
  /** Folder of the table's data: `s3://<bucket>/<prefix>/`. */
  readonly data: pulumi.Input<string>
  /** Folder of the workgroup's query results: `s3://<bucket>/<prefix>/`. */
  readonly results: pulumi.Input<string>
  /**
   * Account that owns the bucket of the data, 12 digits.
   *
   * @default the account of the engine
   */
  readonly dataAccount?: pulumi.Input<string>
  /**
   * ARN of the KMS key of the data; an alias does not do.
   *
   * @default none
   */
  readonly dataKeyArn?: pulumi.Input<string>
  /**
   * ARN of the KMS key of the results; an alias does not do.
   *
   * @default none
   */
  readonly resultsKeyArn?: pulumi.Input<string>
  /**
   * Whether Lake Formation governs the table.
   *
   * @default false
   */
  readonly lakeFormation?: pulumi.Input<boolean>
  /**
   * Region of the workgroup and of the catalog.
   *
   * @default the region of the engine
   */
  readonly region?: pulumi.Input<string>
}

/** A flow of AppFlow whose deliveries a role may read. Guide: Using Amazon AppFlow with Lookout for Metrics. */
export interface AppFlowAccessArgs {
  /** Name of the flow. */
  readonly flow: pulumi.Input<string>
  /** Folder that the flow delivers to: `s3://<bucket>/<prefix>/`. */
  readonly destination: pulumi.Input<string>
  /**
   * ARN of the KMS key of the bucket; an alias does not do.
   *
   * @default none
   */
  readonly keyArn?: pulumi.Input<string>
  /**
   * Whether S3 Bucket Keys are on in the bucket, where it has a KMS key.
   *
   * @default both are allowed for
   */
  readonly bucketKeys?: pulumi.Input<boolean>
  /**
   * Account that owns the bucket, 12 digits.
   *
   * @default the account of the engine
   */
  readonly account?: pulumi.Input<string>
  /**
   * Region of the flow.
   *
   * @default the region of the engine
   */
  readonly region?: pulumi.Input<string>
}

/** What a dataset's role may read: exactly one kind of source. Guide: Service roles for Amazon Lookout for Metrics. */
export interface DatasetAccessArgs {
  readonly s3?: pulumi.Input<S3AccessArgs>
  readonly cloudwatch?: pulumi.Input<CloudWatchAccessArgs>
  readonly rds?: pulumi.Input<RdsAccessArgs>
  readonly redshift?: pulumi.Input<RedshiftAccessArgs>
  readonly athena?: pulumi.Input<AthenaAccessArgs>
  readonly appflow?: pulumi.Input<AppFlowAccessArgs>
}

/** A topic that a role may publish to. */
export interface TopicAccessArgs {
  /** ARN of the topic. */
  readonly topic: pulumi.Input<string>
  /**
   * ARN of the KMS key of the topic; an alias does not do.
   *
   * @default none
   */
  readonly keyArn?: pulumi.Input<string>
}

/** A function that a role may call. */
export interface FunctionAccessArgs {
  /** ARN of the function, of its alias or version. */
  readonly function: pulumi.Input<string>
}

/** What an alert's role may send to: exactly one of `sns` and `lambda`. Guide: Creating alerts. */
export interface AlertAccessArgs {
  /** Name of the alert. */
  readonly name: pulumi.Input<string>
  readonly sns?: pulumi.Input<TopicAccessArgs>
  readonly lambda?: pulumi.Input<FunctionAccessArgs>
}

/** What a service role is made of, each to be changed before it is made. TypeScript only. */
export interface ServiceRoleTransforms {
  readonly role?: Transform<RoleArgs>
  readonly rolePolicy?: Transform<RolePolicyArgs>
}

/** Arguments of `ServiceRole`: what for, and for which detector of which engine. */
export interface ServiceRoleArgs extends ServiceRolesArgs, CommonArgs {
  /** The engine that assumes it: an `Engine`, its output `reference`, or in another stack `{ name }` with the engine's name. */
  readonly engine: pulumi.Input<EngineReferenceArgs>
  /** Name of the only detector that it serves; it need not exist yet. */
  readonly detector: pulumi.Input<string>
  /**
   * The data that it reads. Exactly one of `dataset` and `alert` is needed.
   *
   * @default none
   */
  readonly dataset?: DatasetAccessArgs
  /**
   * The alert that it sends.
   *
   * @default none
   */
  readonly alert?: AlertAccessArgs
  /**
   * Name of the role in IAM, 1 to 64 letters, digits and _+=,.@-, unique in the account.
   *
   * @default `crowsnest-<detector>-dataset-<hash>` or `crowsnest-<detector>-alert-<alert>-<hash>`, as `Detector` names it
   */
  readonly roleName?: pulumi.Input<string>
  /** Changes children before they are made. TypeScript only; other languages use the resource option `transforms`. */
  readonly transform?: ServiceRoleTransforms
}
