import { StateMachine } from '@pulumi/aws/sfn/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { EnginePlan } from '../plans/index.ts'
import { child } from './child.ts'
import type { EngineArgs } from './engine-args.ts'
import { attachPolicies, makeRole } from './iam-role.ts'

/**
 * Makes the state machine that runs large detectors, and its role.
 *
 * @param engine - with a map
 * @param code - the function that it calls
 */
export function deployStateMachine(
  parent: pulumi.Resource,
  name: string,
  engine: pulumi.Output<EnginePlan>,
  code: pulumi.Resource,
  { roles = 'create', mapRoleArn, tags, region, transform = {} }: EngineArgs,
): StateMachine {
  const plan = engine.map.apply((map) => map!)
  const role =
    roles === 'create' && mapRoleArn === undefined
      ? makeRole(parent, name, plan.role, { tags, transform: transform.mapRole })
      : undefined
  const roleArn =
    role === undefined
      ? plan.roleArn
      : attachPolicies(role, name, plan.role, { documents: ['run-map'], transform: transform.rolePolicy })
  return child(
    StateMachine,
    name,
    {
      name: plan.name,
      type: 'STANDARD',
      roleArn,
      definition: plan.definition,
      ...(region !== undefined && { region }),
      ...(tags !== undefined && { tags }),
    },
    // What it calls is there before it, and stays until it is gone.
    { parent, dependsOn: [code] },
    transform.stateMachine,
  )
}
