import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine/index.js'
import type { ITerraformDependable } from 'cdktf'
import type { Construct } from 'constructs'
import type { MapPlan } from '../../plans/index.ts'
import { child, tagged, type Surroundings } from './child.ts'
import type { EngineArgs } from './engine-args.ts'
import { attachPolicies, makeRole, type MadeRole } from './iam-role.ts'

/**
 * Makes the state machine that runs large detectors, and its role.
 *
 * @param code - the function that it calls
 */
export function makeStateMachine(
  scope: Construct,
  id: string,
  plan: MapPlan,
  code: ITerraformDependable,
  { roles = 'create', mapRoleArn }: EngineArgs,
  surroundings: Surroundings,
): SfnStateMachine {
  const role: MadeRole =
    roles === 'create' && mapRoleArn === undefined
      ? attachPolicies(
          scope,
          `${id}-role`,
          makeRole(scope, `${id}-role`, plan.role, surroundings),
          plan.role,
          ['run-map'],
          surroundings,
        )
      : { arn: plan.roleArn, ready: [] }
  return child(
    SfnStateMachine,
    scope,
    id,
    {
      name: plan.name,
      type: 'STANDARD',
      roleArn: role.arn,
      definition: plan.definition,
      ...tagged(surroundings),
    },
    surroundings,
    // What it calls is there before it, and stays until it is gone.
    { dependsOn: [...role.ready, code] },
  )
}
