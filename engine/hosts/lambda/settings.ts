import { parseArn, type AwsPlace } from '../../../spec/arn.ts'
import { HostError } from './host-error.ts'
import { logLevel, type LogLevel } from './json-log.ts'

/** What the environment of the engine's function says. */
export interface EngineSettings {
  /** Name of the engine. */
  readonly engine: string
  /** `s3://bucket/prefix` */
  readonly state: string
  /** Address of the review page, without a slash at its end; null for none. */
  readonly consoleUrl: string | null
  readonly level: LogLevel
  /** ARN of the state machine that runs large detectors; null for none. */
  readonly stateMachine: string | null
  /** Memory of the function, as Lambda says it. */
  readonly memoryBytes: number
}

/** Of the Engine component, where nobody says otherwise. */
const USUAL_MEGABYTES = 1_769

/** @throws {HostError} ENVIRONMENT_INVALID */
export function readSettings(env: Readonly<Record<string, string | undefined>>): EngineSettings {
  const state = required(env, 'CROWSNEST_STATE')
  if (!state.startsWith('s3://')) {
    throw invalid('CROWSNEST_STATE', `is "${state}"; in AWS the state is in S3: s3://bucket/prefix`)
  }
  const consoleUrl = env['CROWSNEST_CONSOLE_URL'] || null
  if (consoleUrl !== null && !/^https?:\/\//.test(consoleUrl)) {
    throw invalid('CROWSNEST_CONSOLE_URL', `is "${consoleUrl}", which is not an address that begins with https://`)
  }
  const level = logLevel(env['CROWSNEST_LOG_LEVEL'] || 'INFO')
  if (level === undefined) {
    throw invalid(
      'CROWSNEST_LOG_LEVEL',
      `is "${env['CROWSNEST_LOG_LEVEL']}", which is none of debug, info, warn and error`,
    )
  }
  return {
    engine: required(env, 'CROWSNEST_ENGINE'),
    state,
    consoleUrl: consoleUrl && consoleUrl.replace(/\/+$/, ''),
    level,
    memoryBytes: (Number(env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']) || USUAL_MEGABYTES) * 2 ** 20,
    stateMachine: stateMachineOf(env['CROWSNEST_STATE_MACHINE'] || null),
  }
}

function stateMachineOf(arn: string | null): string | null {
  if (arn === null || parseArn(arn)?.service === 'states') return arn
  throw invalid('CROWSNEST_STATE_MACHINE', `is "${arn}", which is not the ARN of a state machine`)
}

/**
 * Where a function runs.
 *
 * @param functionArn - with or without version or alias
 * @throws {HostError} FUNCTION_ARN_INVALID
 */
export function placeOf(functionArn: unknown): AwsPlace {
  const arn = typeof functionArn === 'string' ? parseArn(functionArn) : null
  if (arn === null || arn.service !== 'lambda' || arn.region === '' || arn.account === '') {
    throw new HostError({ code: 'FUNCTION_ARN_INVALID', got: functionArn })
  }
  const { partition, region, account } = arn
  return { partition, region, account }
}

function required(env: Readonly<Record<string, string | undefined>>, variable: string): string {
  const value = env[variable]
  if (value === undefined || value === '') throw invalid(variable, 'is not set')
  return value
}

function invalid(variable: string, reason: string): HostError {
  return new HostError({ code: 'ENVIRONMENT_INVALID', variable, reason })
}
