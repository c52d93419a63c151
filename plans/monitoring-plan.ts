import { toIamPolicy, topicPolicy } from '../policies/index.ts'
import { localArn, parseArn, type AwsPlace } from '../spec/index.ts'
import { planAlarms, type AlarmPlan, type WatchedDetector } from './alarms.ts'
import { dashboardBody } from './dashboard.ts'
import { resolveEngine, type EngineReference } from './engine-reference.ts'

/** What the monitoring of an engine is configured with, all values known. */
export interface MonitoringSettings {
  readonly engine: EngineReference
  readonly detectors: readonly WatchedDetector[]
  /** Names of functions of channels. */
  readonly channelFunctions: readonly string[]
  /** Whether the engine has a state machine; default no. */
  readonly map?: boolean
  /** Default 1, as the guide has it. */
  readonly executionsFailedThreshold?: number
  /** Default 0. */
  readonly undeliveredThreshold?: number
  /** Percent; default 10. */
  readonly recordsRejectedThreshold?: number
}

/** Everything that must exist to watch an engine. */
export interface MonitoringPlan {
  readonly alarms: readonly AlarmPlan[]
  readonly topicName: string
  readonly topicArn: string
  /** JSON; for a topic that the stack makes. */
  readonly topicPolicy: string
  readonly dashboardName: string
  /** JSON. */
  readonly dashboardBody: string
}

/**
 * What must exist to watch an engine.
 *
 * @param place - where the alarms are: account and region of the engine
 */
export function planMonitoring(settings: MonitoringSettings, place: AwsPlace): MonitoringPlan {
  const { detectors, channelFunctions } = settings
  const { executionsFailedThreshold = 1, undeliveredThreshold = 0, recordsRejectedThreshold = 10 } = settings
  const engine = settings.engine.name
  const { functionArn, deadLetterQueueArn, scheduleGroup, stateMachineArn } = resolveEngine(settings.engine, place)
  const [, functionName = ''] = parseArn(functionArn)?.resource.split(':') ?? []
  const deadLetterQueue = parseArn(deadLetterQueueArn)?.resource ?? ''
  const alarms = planAlarms({
    engine,
    functionName,
    deadLetterQueue,
    detectors,
    channelFunctions,
    ...(settings.map === true && { stateMachineArn }),
    executionsFailedThreshold,
    undeliveredThreshold,
    recordsRejectedThreshold,
  })
  const topicName = `crowsnest-${engine}-alarms`
  const topicArn = localArn(place, 'sns', topicName)
  const policy = topicPolicy(place, topicArn, { alarms: alarms.map(({ name }) => name) })
  return {
    alarms,
    topicName,
    topicArn,
    topicPolicy: JSON.stringify(toIamPolicy(policy)),
    dashboardName: `crowsnest-${engine}-${place.region}`,
    dashboardBody: dashboardBody(
      { engine, functionName, deadLetterQueue, scheduleGroup, channelFunctions, alarms },
      place,
    ),
  }
}
