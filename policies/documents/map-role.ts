import { localArn, type AwsPlace } from '../../spec/index.ts'
import type { EngineNames } from './place.ts'
import type { Statement } from './policy-document.ts'

/** Starting the state machine of the engine, by the engine: only where it has one. */
export function startMapStatements({ stateMachineArn }: EngineNames): readonly Statement[] {
  return [
    {
      sid: 'StartMap',
      effect: 'Allow',
      actions: ['states:StartExecution'],
      resources: [stateMachineArn],
      conditions: {},
      reason:
        'A detector that is too large for one function is run by the state machine, which the engine starts when the detector is due. Of a name that runs already, Step Functions starts no second, so that the engine need not look at executions.',
      operations: ['SFN.StartExecution'],
      source: 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html',
    },
  ]
}

/** What the state machine does with its role: it calls the engine's function, and starts the parts of its maps. */
export function mapStatements(place: AwsPlace, names: EngineNames): readonly Statement[] {
  const source = 'https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html'
  return [
    {
      sid: 'RunEngine',
      effect: 'Allow',
      actions: ['lambda:InvokeFunction'],
      resources: [names.functionArn],
      conditions: {},
      reason:
        'Each step and each part is a call of the function of the engine, which reads, keeps and alerts with its own role. The state machine itself reads no data.',
      operations: ['Lambda.Invoke'],
      source: 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html',
    },
    {
      sid: 'StartParts',
      effect: 'Allow',
      actions: ['states:StartExecution'],
      resources: [names.stateMachineArn],
      conditions: {},
      reason: 'The parts of a distributed map are executions of the same state machine.',
      operations: ['SFN.StartExecution'],
      source,
    },
    {
      sid: 'FollowParts',
      effect: 'Allow',
      actions: ['states:DescribeExecution'],
      resources: [localArn(place, 'states', `execution:${names.stateMachine}:*`)],
      conditions: {},
      reason: 'AWS names it among the least that a role needs to run a distributed map.',
      operations: ['SFN.DescribeExecution'],
      source,
    },
  ]
}
