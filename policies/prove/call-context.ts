import type { AwsPlace } from '../../spec/arn.ts'

/** A request as IAM sees it: what a policy decides about. */
export interface IamRequest {
  /** ARN of the calling role, or the name of a service. */
  readonly principal: string
  /** `s3:GetObject` */
  readonly action: string
  /** ARN, or `*` where the action knows no resource. */
  readonly resource: string
  /** 12 digits: who owns the resource. */
  readonly account: string
  /** Condition keys that the request carries. A key that is not here is absent, as in AWS. */
  readonly context: Readonly<Record<string, string | readonly string[]>>
}

/** Who calls. */
export interface Caller {
  /** ARN of the role whose credentials the call carries. */
  readonly role: string
  /** Name of the session, the second half of `aws:userid`. */
  readonly session: string
  /** ARN of the Lambda function whose own credentials these are; absent for a role that code has assumed. */
  readonly sourceFunction?: string
}

/** What a call does not say but IAM knows: where resources are, whose they are and which keys they are encrypted with. */
export interface World {
  /** Partition, region and account that the engine runs in. */
  readonly place: AwsPlace
  /** The KMS key by the ARN of the bucket, topic, secret or queue that it encrypts. */
  readonly keys?: Readonly<Record<string, EncryptionKey>>
  /** Owners of resources by ARN, where that is not the engine's account. */
  readonly owners?: Readonly<Record<string, string>>
  /** Full ARN (with its six characters) of a secret by the name or ARN that calls use. */
  readonly secrets?: Readonly<Record<string, string>>
  /** What an Athena query touches; it is in the query's text, not in the call. */
  readonly query?: QueryFootprint
  /** Ids of the VPC and subnet that a function is attached to. */
  readonly network?: { readonly vpc: string; readonly subnet: string }
  /** Id of a Redshift Serverless workgroup by name; ARNs have the id. */
  readonly workgroups?: Readonly<Record<string, string>>
}

/** A key that a resource is encrypted with. */
export interface EncryptionKey {
  /** ARN of the key. */
  readonly key: string
  /** S3 Bucket Keys: the bucket, not the object, is the encryption context. */
  readonly bucketKey?: boolean
}

/** What a query of Athena reads and where its result goes. */
export interface QueryFootprint {
  readonly workgroup: string
  readonly database: string
  readonly tables: readonly string[]
  /** `s3://bucket/prefix/` of the tables' data. */
  readonly data: readonly string[]
  /** `s3://bucket/prefix/` of the workgroup's results. */
  readonly results: string
  /** Whether Lake Formation governs the tables. */
  readonly lakeFormation?: boolean
}
