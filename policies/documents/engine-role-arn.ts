import { iamArn } from '../../spec/index.ts'
import { engineNames, type EnginePlace } from './place.ts'
import { roleName } from './role-name.ts'

/** ARN of the engine's own role, whether it exists yet or not. */
export function engineRoleArn(place: EnginePlace, rolePath?: string): string {
  return iamArn(place, `role${engineNames(place, rolePath).rolePath}${roleName(place, [place.engine, 'engine'])}`)
}

/** ARN of the role of the engine's state machine, whether it exists yet or not. */
export function mapRoleArn(place: EnginePlace, rolePath?: string): string {
  return iamArn(place, `role${engineNames(place, rolePath).rolePath}${roleName(place, [place.engine, 'map'])}`)
}

/** ARN of the scheduler's role, whether it exists yet or not. */
export function schedulerRoleArn(place: EnginePlace, rolePath?: string): string {
  return iamArn(place, `role${engineNames(place, rolePath).rolePath}${roleName(place, [place.engine, 'scheduler'])}`)
}
