import type { TypeRules } from '../type-rules.ts'

const CONNECTOR_TYPE = /[A-Za-z0-9]+/
/** AppFlow's own form of a rate, which has no space. */
const RATE = /rate\([1-9]\d*(minutes|hours|days|weeks|months)\)/

/** Rules of AppFlow's resources. */
export const APPFLOW: Readonly<Record<string, TypeRules>> = {
  'aws:appflow/flow:Flow': {
    source:
      'terraform-provider-aws internal/service/appflow/flow.go; https://docs.aws.amazon.com/appflow/1.0/APIReference/API_CreateFlow.html',
    replaceOn: ['kmsArn', 'name', 'region'],
    values: [
      { path: 'description', maxLength: 2048 },
      { path: 'kmsArn', pattern: /arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/.+/ },
      { path: 'name', pattern: /[a-zA-Z0-9][\w!@#.-]*/, maxLength: 256 },
      { path: 'sourceFlowConfig.connectorType', pattern: CONNECTOR_TYPE },
      { path: 'destinationFlowConfigs', minItems: 1, maxItems: 1 },
      { path: 'destinationFlowConfigs[].connectorType', pattern: CONNECTOR_TYPE },
      {
        path: 'tasks[].taskType',
        oneOf: ['Arithmetic', 'Filter', 'Map', 'Map_all', 'Mask', 'Merge', 'Passthrough', 'Truncate', 'Validate'],
      },
      { path: 'triggerConfig.triggerType', oneOf: ['Scheduled', 'Event', 'OnDemand'] },
      { path: 'triggerConfig.triggerProperties.scheduled.dataPullMode', oneOf: ['Incremental', 'Complete'] },
      { path: 'triggerConfig.triggerProperties.scheduled.scheduleExpression', pattern: RATE, maxLength: 256 },
    ],
  },
}
