import { Flow as AwsFlow, type FlowArgs as AwsFlowArgs } from '@pulumi/aws/appflow/index.js'
import { Key } from '@pulumi/aws/kms/index.js'
import { BucketPolicy } from '@pulumi/aws/s3/index.js'
import * as pulumi from '@pulumi/pulumi'
import { checkFlow, planFlow, type FlowDraft, type FlowPlan, type FlowSettings, type FlowTask } from '../plans/index.ts'
import { child } from './child.ts'
import { defined } from './defined.ts'
import type { FlowArgs } from './flow-args.ts'
import { known } from './known.ts'
import { placeOf } from './place.ts'
import { refuse } from './refuse.ts'

/**
 * A flow of Amazon AppFlow that copies records of an application into S3, as often as a detector looks at them and encrypted with a key of
 * your own, as the guide demands. A new flow has to be activated once: `aws appflow start-flow --flow-name <name>`.
 */
export class Flow extends pulumi.ComponentResource {
  /** Name of the flow. */
  readonly flowName: pulumi.Output<string>
  /** ARN of the flow. */
  readonly flowArn: pulumi.Output<string>
  /** Folder that the flow delivers to, as the `destination` of a dataset: `s3://<bucket>/<prefix>/`. */
  readonly destination: pulumi.Output<string>
  /** ARN of the key, its own or the existing one. The dataset's role needs it: give it as `keyArn` of a `ServiceRole`. */
  readonly keyArn: pulumi.Output<string>
  /** JSON of the policy that the bucket needs, TLS only included. */
  readonly bucketPolicy: pulumi.Output<string>

  constructor(name: string, args: FlowArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:Flow', name, args, options)
    const what = `Flow "${name}"`
    const { tags, region, createBucketPolicy = false, transform = {} } = args
    const here = region === undefined ? {} : { region }
    const regional = { ...here, ...(tags !== undefined && { tags }) }
    refuse(what, checkFlow(draftOf(name, args)))

    const parent = { parent: this }
    const plan = planOf(what, name, args, placeOf(this, region))
    const keyArn =
      args.keyArn === undefined
        ? child(
            Key,
            `${name}-key`,
            {
              description: pulumi.interpolate`Crowsnest: what the flow ${plan.flowName} of AppFlow delivers`,
              enableKeyRotation: true,
              deletionWindowInDays: 30,
              ...regional,
            },
            parent,
            transform.key,
          ).arn
        : checkedKey(what, args.keyArn)
    const policy = createBucketPolicy
      ? [
          child(
            BucketPolicy,
            `${name}-bucket`,
            { bucket: args.bucket, policy: plan.bucketPolicy, ...here },
            parent,
            transform.bucketPolicy,
          ),
        ]
      : []
    const flow = child(
      AwsFlow,
      `${name}-flow`,
      { ...flowArgs(plan, args), kmsArn: keyArn, ...regional },
      { ...parent, dependsOn: policy },
      transform.flow,
    )

    this.flowName = flow.name
    this.flowArn = flow.arn
    // Known once the flow is there, so that whoever reads it comes after.
    this.destination = pulumi.all([plan.source.destination, flow.arn]).apply(([destination]) => destination)
    this.keyArn = keyArn
    this.bucketPolicy = plan.bucketPolicy
    this.registerOutputs({
      flowName: this.flowName,
      flowArn: this.flowArn,
      destination: this.destination,
      keyArn,
      bucketPolicy: this.bucketPolicy,
    })
  }
}

function flowArgs(plan: pulumi.Output<FlowPlan>, { connectorProfileName, bucket }: FlowArgs): AwsFlowArgs {
  return {
    name: plan.flowName,
    description: 'Crowsnest: delivers records for a detector.',
    sourceFlowConfig: {
      connectorType: plan.connectorType,
      connectorProfileName,
      incrementalPullConfig: { datetimeTypeFieldName: plan.incrementalField },
      sourceConnectorProperties: plan.apply(({ connector, object }) => ({ [connector]: { object } })),
    },
    destinationFlowConfigs: [
      {
        connectorType: 'S3',
        destinationConnectorProperties: {
          s3: {
            bucketName: bucket,
            bucketPrefix: plan.prefix,
            s3OutputFormatConfig: plan.fileFormat.apply((fileType) => ({
              fileType,
              prefixConfig: { prefixType: 'FILENAME', prefixHierarchies: ['EXECUTION_ID'] },
              aggregationConfig: { aggregationType: 'None' },
              ...(fileType === 'PARQUET' && { preserveSourceDataTyping: true }),
            })),
          },
        },
      },
    ],
    tasks: plan.apply(({ tasks, connector }) => tasks.map((task) => taskArgs(task, connector))),
    triggerConfig: {
      triggerType: 'Scheduled',
      triggerProperties: { scheduled: { scheduleExpression: plan.schedule, dataPullMode: 'Incremental' } },
    },
  }
}

function taskArgs(
  { type, operator, sourceFields, destinationField, properties }: FlowTask,
  connector: FlowPlan['connector'],
): pulumi.Unwrap<AwsFlowArgs['tasks']>[number] {
  return {
    taskType: type,
    ...(operator !== null && { connectorOperators: [{ [connector]: operator }] }),
    sourceFields: [...sourceFields],
    ...(destinationField !== undefined && { destinationField }),
    taskProperties: { ...properties },
  }
}

function planOf(
  what: string,
  name: string,
  args: FlowArgs,
  place: ReturnType<typeof placeOf>,
): pulumi.Output<FlowPlan> {
  const { application, bucket, interval, flowName, object, incrementalField, fields, prefix, fileFormat } = args
  const settings = pulumi.all({
    application,
    bucket,
    interval,
    flowName: flowName ?? name,
    object,
    incrementalField,
    fields: fields === undefined ? undefined : pulumi.all([...fields]),
    prefix,
    fileFormat,
  })
  return pulumi.all([settings, place]).apply(([all, at]) => {
    const plain = defined(all)
    refuse(what, checkFlow({ ...plain, given: givenOf(args) }, at))
    return planFlow(plain as unknown as FlowSettings, at)
  })
}

/** Checked once it is known, which may be later than what plans are made of. */
function checkedKey(what: string, keyArn: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(keyArn).apply((arn) => {
    refuse(what, checkFlow({ keyArn: arn, given: new Set() }))
    return arn
  })
}

/** The settings that are known while the program runs. */
function draftOf(name: string, args: FlowArgs): FlowDraft {
  const { transform: _, tags: __, region: ___, createBucketPolicy: ____, ...rest } = args
  return { flowName: name, ...(known(rest) as Omit<FlowDraft, 'given'>), given: givenOf(args) }
}

function givenOf(args: FlowArgs): ReadonlySet<string> {
  return new Set(Object.entries(args).flatMap(([key, value]) => (value === undefined ? [] : [key])))
}
