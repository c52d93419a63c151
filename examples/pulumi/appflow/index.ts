import * as aws from '@pulumi/aws'
import * as crowsnest from 'crowsnest'

const bucket = new aws.s3.Bucket('flows', { bucket: 'acme-flows' })

const flow = new crowsnest.Flow('opportunities', {
  application: 'salesforce',
  connectorProfileName: 'acme-salesforce', // made in the console of AppFlow, where you sign in
  bucket: bucket.bucket,
  createBucketPolicy: true,
  interval: 'PT1H',
  fields: ['CreatedDate', 'Amount', 'StageName', 'Type'],
})

const reader = new crowsnest.ServiceRole('opportunities', {
  engine: { name: 'engine' },
  detector: 'opportunities',
  dataset: { appflow: { flow: flow.flowName, destination: flow.destination, keyArn: flow.keyArn } },
})

export const destination = flow.destination
export const role = reader.arn
