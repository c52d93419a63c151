import type { TypeRules } from '../type-rules.ts'
import { ROLE_ARN } from './patterns.ts'

/** Rules of Step Functions' resources. */
export const STEP_FUNCTIONS: Readonly<Record<string, TypeRules>> = {
  'aws:sfn/stateMachine:StateMachine': {
    source:
      'terraform-provider-aws internal/service/sfn/state_machine.go; https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html',
    replaceOn: ['name', 'namePrefix', 'region', 'type'],
    conflicts: [['name', 'namePrefix']],
    values: [
      { path: 'definition', json: true, minLength: 1, maxLength: 1_048_576 },
      { path: 'name', pattern: /[\w-]{1,80}/ },
      { path: 'namePrefix', pattern: /[\w-]{1,54}/ },
      { path: 'roleArn', pattern: ROLE_ARN },
      { path: 'type', oneOf: ['STANDARD', 'EXPRESS'] },
    ],
  },
}
