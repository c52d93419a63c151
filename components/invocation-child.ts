import { Invocation, type InvocationArgs } from '@pulumi/aws/lambda/index.js'
import type * as pulumi from '@pulumi/pulumi'
import { child, type Transform } from './child.ts'
import type { EngineRuntime } from './deployment.ts'

/** How the engine is asked for something while a program is deployed. */
export interface InvocationWishes {
  readonly runtime: pulumi.Output<EngineRuntime>
  /** JSON. */
  readonly event: pulumi.Output<string>
  readonly dependsOn: readonly pulumi.Resource[]
  readonly region: pulumi.Input<string> | undefined
  readonly transform: Transform<InvocationArgs> | undefined
}

/**
 * Activates a detector when it is made, again when the event changes, and deactivates it when it is destroyed. What makes it run again
 * stands in the event: `triggers` would replace the invocation, and end with the deactivation of the old one.
 */
export function deployActivation(parent: pulumi.Resource, name: string, wishes: InvocationWishes): Invocation {
  // Where another engine takes over, the old one lets go first.
  return invoke(parent, name, 'CRUD', { deleteBeforeReplace: true }, wishes)
}

/** Runs a backtest when it is made and again when the event changes; a failure fails the deployment, and is tried again by the next. */
export function deployBacktest(parent: pulumi.Resource, name: string, wishes: InvocationWishes): Invocation {
  return invoke(parent, name, 'CREATE_ONLY', {}, wishes)
}

function invoke(
  parent: pulumi.Resource,
  name: string,
  lifecycleScope: 'CRUD' | 'CREATE_ONLY',
  options: pulumi.CustomResourceOptions,
  { runtime, event, dependsOn, region, transform }: InvocationWishes,
): Invocation {
  const args = {
    functionName: runtime.functionArn,
    input: event,
    lifecycleScope,
    ...(region !== undefined && { region }),
  }
  return child(Invocation, name, args, { ...options, parent, dependsOn: [...dependsOn] }, transform)
}
