import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js'
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js'
import { App, TerraformOutput, TerraformStack } from 'cdktf'
import { Detector, Engine } from 'crowsnest/terraform'

const app = new App()
const stack = new TerraformStack(app, 'revenue')
new AwsProvider(stack, 'aws', { region: 'us-east-1' })

const oncall = new SnsTopic(stack, 'oncall', { name: 'revenue-oncall' })
const engine = new Engine(stack, 'engine')
const revenue = new Detector(stack, 'revenue', {
  engine,
  interval: 'PT1H',
  dataset: {
    source: {
      s3: {
        continuous: 's3://acme-metrics/continuous/{{yyyyMMdd}}/{{HHmm}}',
        historical: 's3://acme-metrics/historical/',
        format: { csv: {} },
      },
    },
    timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
    offset: 'PT10M',
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
    dimensions: ['platform', 'marketplace'],
  },
  alerts: [{ name: 'revenue-oncall', threshold: 70, channel: { sns: { topic: oncall.arn } } }],
})
new TerraformOutput(stack, 'dataset_role', { value: revenue.datasetRoleArn })

app.synth()
