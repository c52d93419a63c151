import { datapointsOf, type Datapoint } from '../../plans/evaluate-alarm.ts'
import type { LambdaWorld } from './lambda-world.ts'

/** The engine's function and its schedule, as AWS runs them, with the metrics that come of it. */
export interface LambdaPlatform {
  readonly datapoints: Datapoint[]
  /** A wake-up of the schedule at a moment: Lambda repeats it after a minute and after two more, where it fails. */
  wakeUp(at: number): Promise<void>
  /** Wake-ups that end without a word, as at the end of the time or of the memory, after so long. */
  killed(at: number, afterMs: number): void
  /** Lambda refuses wake-ups for so long, and keeps trying. */
  throttled(at: number, forMs: number): void
  /** The scheduler cannot deliver a wake-up, and puts it into the queue of the engine. */
  undeliverable(at: number, untilMs: number): void
  /** A channel's function fails at each of its attempts, so that the alert is lost. */
  channelFails(name: string, at: number): void
}

const MINUTE = 60_000

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const PAUSES = [0, MINUTE, 2 * MINUTE]

/** Runs the engine of a world. */
export function lambdaPlatform(
  world: LambdaWorld,
  names: { readonly function: string; readonly queue: string; readonly detector: string },
): LambdaPlatform {
  const datapoints: Datapoint[] = []
  const lambda = (name: string, at: number, value: number, of = names.function): void =>
    void datapoints.push({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName: of }, at, value })

  async function attempt(at: number): Promise<boolean> {
    world.time = at
    lambda('Invocations', at, 1)
    try {
      await world.invoke({ operation: 'execute', detector: names.detector })
      lambda('Errors', at, 0)
      return true
    } catch {
      lambda('Errors', at, 1)
      return false
    } finally {
      datapoints.push(...world.lines().flatMap(datapointsOf))
    }
  }

  return {
    datapoints,
    async wakeUp(at) {
      let moment = at
      for (const pause of PAUSES) {
        moment += pause
        if (await attempt(moment)) return
      }
      lambda('AsyncEventsDropped', moment, 1)
    },
    killed(at, afterMs) {
      let moment = at
      for (const pause of PAUSES) {
        moment += pause
        lambda('Invocations', moment, 1)
        moment += afterMs
        lambda('Errors', moment, 1)
      }
      lambda('AsyncEventsDropped', moment, 1)
    },
    throttled(at, forMs) {
      for (let moment = at; moment < at + forMs; moment += 5 * MINUTE) lambda('Throttles', moment, 1)
    },
    undeliverable(at, untilMs) {
      for (let moment = at; moment < untilMs; moment += 5 * MINUTE) {
        const dimensions = { QueueName: names.queue }
        datapoints.push({
          namespace: 'AWS/SQS',
          name: 'ApproximateNumberOfMessagesVisible',
          dimensions,
          at: moment,
          value: 1,
        })
      }
    },
    channelFails(name, at) {
      for (const pause of PAUSES) lambda('Errors', at + pause, 1, name)
      lambda('AsyncEventsDropped', at + 3 * MINUTE, 1, name)
    },
  }
}
