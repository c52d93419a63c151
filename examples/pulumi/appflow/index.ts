import { Bucket } from '@pulumi/aws/s3/index.js'
import * as crowsnest from 'crowsnest'

// AppFlow brings what has changed in Salesforce into a bucket every hour, encrypted with a key of your own.
const bucket = new Bucket('flows')
const flow = new crowsnest.Flow('opportunities', {
  application: 'salesforce',
  connectorProfileName: 'acme-salesforce', // made in the console of AppFlow, where you sign in
  bucket: bucket.bucket,
  createBucketPolicy: true,
  interval: 'PT1H',
  fields: ['CreatedDate', 'Amount', 'StageName', 'LeadSource'],
})

new crowsnest.Detector('opportunities', {
  engine: new crowsnest.Engine('engine'),
  interval: 'PT1H',
  dataset: {
    source: { appflow: { flow: flow.flowName, destination: flow.destination, format: { jsonLines: {} } } },
    timestamp: { column: 'CreatedDate', format: "yyyy-MM-dd'T'HH:mm:ss.SSSXX" },
    offset: 'PT1H', // the flow of an hour runs in the next one
    measures: [{ column: 'Amount', aggregation: 'SUM' }],
    dimensions: ['StageName', 'LeadSource'],
  },
  bucketKeyArn: flow.keyArn,
})
