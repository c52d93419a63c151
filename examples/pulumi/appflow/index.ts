import { Flow } from '@pulumi/aws/appflow/index.js'
import { getCallerIdentityOutput } from '@pulumi/aws/getCallerIdentity.js'
import { Key } from '@pulumi/aws/kms/index.js'
import { Bucket, BucketPolicy } from '@pulumi/aws/s3/index.js'
import * as crowsnest from 'crowsnest'
import * as pulumi from '@pulumi/pulumi'

// AppFlow brings what has changed in Salesforce into a bucket every hour; the key is yours, as the guide of the original service wants it.
const key = new Key('flow', { description: 'What AppFlow brings from Salesforce', enableKeyRotation: true })
const bucket = new Bucket('flow')
const policy = new BucketPolicy('flow', {
  bucket: bucket.bucket,
  policy: pulumi.jsonStringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AppFlowDelivers',
        Effect: 'Allow',
        Principal: { Service: 'appflow.amazonaws.com' },
        Action: ['s3:AbortMultipartUpload', 's3:GetBucketAcl', 's3:ListMultipartUploadParts', 's3:PutObject'],
        Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
        Condition: { StringEquals: { 'aws:SourceAccount': getCallerIdentityOutput().accountId } },
      },
    ],
  }),
})

const flow = new Flow(
  'opportunities',
  {
    name: 'opportunities',
    kmsArn: key.arn,
    sourceFlowConfig: {
      connectorType: 'Salesforce',
      connectorProfileName: 'sales', // made in the console, where somebody signs in to Salesforce
      sourceConnectorProperties: { salesforce: { object: 'Opportunity' } },
    },
    destinationFlowConfigs: [
      {
        connectorType: 'S3',
        destinationConnectorProperties: {
          s3: { bucketName: bucket.bucket, bucketPrefix: 'salesforce', s3OutputFormatConfig: { fileType: 'JSON' } },
        },
      },
    ],
    tasks: [{ taskType: 'Map_all', sourceFields: [] }],
    triggerConfig: {
      triggerType: 'Scheduled',
      triggerProperties: {
        scheduled: { scheduleExpression: 'rate(1hours)', dataPullMode: 'Incremental', timezone: 'UTC' },
      },
    },
  },
  { dependsOn: policy },
)

new crowsnest.Detector('opportunities', {
  engine: new crowsnest.Engine('engine'),
  interval: 'PT1H',
  dataset: {
    source: {
      appflow: {
        flow: flow.name,
        destination: pulumi.interpolate`s3://${bucket.bucket}/salesforce/`,
        format: { jsonLines: {} },
      },
    },
    timestamp: { column: 'CreatedDate', format: "yyyy-MM-dd'T'HH:mm:ss.SSSXX" },
    offset: 'PT1H', // the flow of an hour runs in the next one
    measures: [{ column: 'Amount', aggregation: 'SUM' }],
    dimensions: ['StageName', 'LeadSource'],
  },
  bucketKeyArn: key.arn,
})
