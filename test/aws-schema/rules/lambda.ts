import type { TypeRules, ValueRule } from '../type-rules.ts'
import { ARN, KEY_ARN, ROLE_ARN } from './patterns.ts'

const FUNCTION = /(arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:)?[\w-]{1,64}(:(\$LATEST|[\w-]+))?/
const source = (file: string, api: string): string =>
  `terraform-provider-aws internal/service/lambda/${file}; https://docs.aws.amazon.com/lambda/latest/api/API_${api}.html`
const LEVELS: Pick<ValueRule, 'oneOf'> = { oneOf: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] }

/** Rules of Lambda's resources. */
export const LAMBDA: Readonly<Record<string, TypeRules>> = {
  'aws:lambda/function:Function': {
    source: source('function.go', 'CreateFunction'),
    replaceOn: ['name', 'packageType', 'tenancyConfig', 'region'],
    atLeastOneOf: [['code', 'imageUri', 's3Bucket']],
    conflicts: [['code', 'imageUri', 's3Bucket']],
    values: [
      { path: 'name', pattern: /[\w-]{1,64}/ },
      { path: 'description', maxLength: 256 },
      { path: 'architectures', maxItems: 1 },
      { path: 'architectures[]', oneOf: ['arm64', 'x86_64'] },
      { path: 'deadLetterConfig.targetArn', pattern: /arn:aws[\w-]*:(sqs|sns):.+/ },
      { path: 'ephemeralStorage.size', min: 512, max: 10_240 },
      { path: 'handler', minLength: 1, maxLength: 128 },
      { path: 'kmsKeyArn', pattern: KEY_ARN },
      { path: 'layers', maxItems: 5 },
      { path: 'loggingConfig.logFormat', oneOf: ['JSON', 'Text'] },
      { path: 'loggingConfig.applicationLogLevel', ...LEVELS },
      { path: 'loggingConfig.systemLogLevel', oneOf: ['DEBUG', 'INFO', 'WARN'] },
      { path: 'loggingConfig.logGroup', pattern: /[\w./#-]{1,512}/ },
      { path: 'memorySize', min: 128, max: 10_240 },
      { path: 'packageType', oneOf: ['Zip', 'Image'] },
      { path: 'reservedConcurrentExecutions', min: -1 },
      { path: 'role', pattern: ROLE_ARN },
      {
        path: 'runtime',
        oneOf: ['nodejs22.x', 'nodejs24.x', 'python3.12', 'python3.13', 'python3.14', 'provided.al2023'],
      },
      { path: 'timeout', min: 1, max: 900 },
      { path: 'tracingConfig.mode', oneOf: ['Active', 'PassThrough'] },
      { path: 'vpcConfig.subnetIds', maxItems: 16 },
      { path: 'vpcConfig.securityGroupIds', maxItems: 5 },
    ],
  },
  'aws:lambda/invocation:Invocation': {
    source: source('invocation.go', 'Invoke'),
    replaceOn: ['functionName', 'qualifier', 'triggers', 'region'],
    replaceWhen: [{ path: 'input', when: ({ lifecycleScope }) => lifecycleScope !== 'CRUD' }],
    values: [
      { path: 'functionName', pattern: FUNCTION },
      { path: 'lifecycleScope', oneOf: ['CREATE_ONLY', 'CRUD'] },
      { path: 'input', json: true },
    ],
  },
  'aws:lambda/permission:Permission': {
    source: source('permission.go', 'AddPermission'),
    replaceOn: [
      'action',
      'eventSourceToken',
      'function',
      'functionUrlAuthType',
      'invokedViaFunctionUrl',
      'principal',
      'principalOrgId',
      'qualifier',
      'region',
      'sourceAccount',
      'sourceArn',
      'statementId',
      'statementIdPrefix',
    ],
    conflicts: [['statementId', 'statementIdPrefix']],
    values: [
      { path: 'action', pattern: /lambda:[*a-zA-Z]+|\*/ },
      { path: 'function', pattern: FUNCTION },
      { path: 'sourceAccount', pattern: /\d{12}/ },
      { path: 'sourceArn', pattern: ARN },
      { path: 'statementId', pattern: /[\w-]{1,100}/ },
    ],
  },
  'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig': {
    source: source('function_event_invoke_config.go', 'PutFunctionEventInvokeConfig'),
    replaceOn: ['functionName', 'qualifier', 'region'],
    values: [
      { path: 'functionName', pattern: FUNCTION },
      { path: 'maximumEventAgeInSeconds', min: 60, max: 21_600 },
      { path: 'maximumRetryAttempts', min: 0, max: 2 },
      { path: 'destinationConfig.onFailure.destination', pattern: ARN },
      { path: 'destinationConfig.onSuccess.destination', pattern: ARN },
    ],
  },
}
