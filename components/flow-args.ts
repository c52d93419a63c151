import type { FlowArgs as AwsFlowArgs } from '@pulumi/aws/appflow/index.js'
import type { KeyArgs } from '@pulumi/aws/kms/index.js'
import type { BucketPolicyArgs } from '@pulumi/aws/s3/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Transform } from './child.ts'
import type { CommonArgs } from './common-args.ts'

/** What a flow is made of, each to be changed before it is made. TypeScript only. */
export interface FlowTransforms {
  readonly flow?: Transform<AwsFlowArgs>
  readonly key?: Transform<KeyArgs>
  readonly bucketPolicy?: Transform<BucketPolicyArgs>
}

/** Arguments of `Flow`. */
export interface FlowArgs extends CommonArgs {
  /**
   * The application that is read: `salesforce`, `marketo`, `dynatrace`, `singular`, `zendesk`, `servicenow`, `infornexus`, `trendmicro`,
   * `veeva`, `googleanalytics` or `amplitude`. Guide: Using Amazon AppFlow with Lookout for Metrics.
   */
  readonly application: pulumi.Input<string>
  /** Name of the connector profile, which holds the sign-in to the application: make it in the console of AppFlow, or with `aws.appflow.ConnectorProfile`. */
  readonly connectorProfileName: pulumi.Input<string>
  /** Bucket that the flow delivers into: in the same region and account. */
  readonly bucket: pulumi.Input<string>
  /** The detector's interval, `PT5M`, `PT10M`, `PT1H` or `P1D`: the flow runs as often. */
  readonly interval: pulumi.Input<string>
  /**
   * Name of the flow: begins with a letter or digit, then also `_ ! @ # . -`, up to 256 characters. Changing it makes a new flow.
   *
   * @default the name of the component
   */
  readonly flowName?: pulumi.Input<string>
  /**
   * Object of the application.
   *
   * @default that of the preset, such as `Opportunity`; required where presets have none of their own
   */
  readonly object?: pulumi.Input<string>
  /**
   * Field with a date and time by which the flow knows which records are new. Best the timestamp of the dataset.
   *
   * @default that of the preset, such as `CreatedDate`; required where presets have none of their own
   */
  readonly incrementalField?: pulumi.Input<string>
  /**
   * Fields to deliver: the timestamp, measures and dimensions of the dataset.
   *
   * @default all
   */
  readonly fields?: readonly pulumi.Input<string>[]
  /**
   * Folder in the bucket. The flow makes one of its own name in it.
   *
   * @default appflow
   */
  readonly prefix?: pulumi.Input<string>
  /**
   * How files are written: `JSON` (lines), `PARQUET` or `CSV`.
   *
   * @default JSON
   */
  readonly fileFormat?: pulumi.Input<string>
  /**
   * ARN of a key of your own in KMS, in the region of the flow; the guide demands one.
   *
   * @default a key that is made for this flow
   */
  readonly keyArn?: pulumi.Input<string>
  /**
   * Whether to make the policy of the bucket, which has one only: another is replaced. With false it has to let AppFlow write before the
   * flow is made; output `bucketPolicy` has what it needs.
   *
   * @default false
   */
  readonly createBucketPolicy?: boolean
  /** Changes children before they are made. TypeScript only; other languages use the resource option `transforms`. */
  readonly transform?: FlowTransforms
}
