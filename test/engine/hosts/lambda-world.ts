import { expect } from 'vitest'
import { lambdaHandler, type EngineAnswer, type LambdaHost } from '../../../engine/hosts/lambda/handler.ts'
import type { RoleSession } from '../../../engine/hosts/lambda/service-roles.ts'
import { declareSpec } from '../../../engine/run/index.ts'
import { memoryStore, type ObjectStore } from '../../../engine/state/index.ts'
import type { AlertSpec, DetectorSpec } from '../../../spec/index.ts'
import type { Sandbox } from '../run/sandbox.ts'
import type { FakeAws } from './fake-aws.ts'

/** Where the tests' engine runs. */
export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:crowsnest-main'
export const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:oncall'
export const ROLES = 'arn:aws:iam::111122223333:role/crowsnest/eu-west-1/main/services'

/** The first generation, in every world, so that states can be compared to the last byte. */
export const GENERATION = '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10'

/** The engine's function with what is around it. */
export interface LambdaWorld {
  readonly store: ObjectStore
  /** What STS was asked for. */
  readonly assumed: RoleSession[]
  /** Epoch milliseconds; a test moves it. */
  time: number
  /** Id of the next generation. */
  generation: string
  /** Milliseconds that each invocation has. */
  timeLeft: number
  /** Milliseconds that an invocation has left after each look at it. */
  remaining?: () => number
  /** What STS does; by default it gives credentials whose key is the role's name. */
  assumeRole?: (session: RoleSession) => Promise<void>
  invoke(event: unknown): Promise<EngineAnswer>
  /** Lines of the log of the last invocation, metrics left out. */
  log(): readonly Record<string, unknown>[]
  /** All lines of the log of the last invocation, as they were written. */
  lines(): readonly string[]
  /** Sums of the counts of the last invocation: `ExecutionsStarted`, `Delivered oncall`. */
  metrics(): Readonly<Record<string, number>>
}

/** A spec of the sandbox with its data in S3 and with service roles. */
export function specInAws({ spec }: Sandbox, alerts: readonly AlertSpec[] = [snsAlert()]): DetectorSpec {
  return {
    ...spec,
    dataset: {
      ...spec.dataset,
      source: {
        s3: {
          historical: 's3://metrics/history.csv',
          continuous: 's3://metrics/live/{{yyyyMMdd}}/{{HHmm}}',
          format: { csv: {} },
        },
      },
      role: `${ROLES}/dataset`,
    },
    alerts,
  }
}

export function snsAlert(name = 'oncall'): AlertSpec {
  return { name, threshold: 50, channel: { sns: { topic: TOPIC } }, role: `${ROLES}/alert-${name}` }
}

/** An engine's function on a store, as Lambda would run it. */
export function lambdaWorld(
  aws: Pick<FakeAws, 'endpoint'>,
  options: Partial<Pick<LambdaHost, 'env' | 'fetch' | 'sleep' | 'stateMachine'>> & {
    readonly store?: ObjectStore
  } = {},
): LambdaWorld {
  let lines: string[] = []
  const store = options.store ?? memoryStore()
  const world: LambdaWorld = {
    store,
    assumed: [],
    time: 0,
    generation: GENERATION,
    timeLeft: 900_000,
    async invoke(event) {
      lines = []
      return handler(event, {
        awsRequestId: '8f507cfc-xmpl-4697-b07a-ac58fc914c95',
        invokedFunctionArn: FUNCTION_ARN,
        getRemainingTimeInMillis: () => world.remaining?.() ?? world.timeLeft,
      })
    },
    log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => !('_aws' in line)),
    lines: () => lines,
    metrics() {
      const sums: Record<string, number> = {}
      for (const line of lines) {
        const entry = JSON.parse(line) as Record<string, unknown>
        if (!('_aws' in entry) || 'IntervalsBehind' in entry) continue
        const { _aws: aws_, Engine: _, Detector: __, Alert: alert, ...counts } = entry
        expect(aws_).toBeDefined()
        for (const [name, count] of Object.entries(counts)) {
          const key = alert === undefined ? name : `${name} ${String(alert)}`
          sums[key] = (sums[key] ?? 0) + Number(count)
        }
      }
      return sums
    },
  }
  const handler = lambdaHandler({
    env: { CROWSNEST_ENGINE: 'main', CROWSNEST_STATE: 's3://state/engine' },
    openStore: async () => store,
    assumeRoleIn: (region) => async (session) => {
      expect(region).toBe('eu-west-1')
      world.assumed.push(session)
      await world.assumeRole?.(session)
      return {
        accessKeyId: session.role.split('/').at(-1)!,
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiration: new Date(Math.max(world.time, Date.now()) + session.durationSeconds * 1000),
      }
    },
    now: () => world.time,
    newId: () => world.generation,
    sleep: async () => undefined,
    fetch,
    writeLine: (line) => lines.push(line),
    aws: { endpoint: aws.endpoint, forcePathStyle: true },
    ...options,
  })
  return world
}

/** A world in which a detector is declared. */
export async function declared(world: LambdaWorld, spec: DetectorSpec): Promise<LambdaWorld> {
  await declareSpec(world.store, spec)
  return world
}
