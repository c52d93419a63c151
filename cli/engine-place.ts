import type { EnginePlace, PolicyOptions } from '../policies/index.ts'
import { parseArn, partitionOf, type ResolvedDetector } from '../spec/index.ts'
import type { Io } from './io.ts'

/** An account that AWS uses in its examples. */
const EXAMPLE_ACCOUNT = '111122223333'

/** Options of commands that write or compare policies: where the engine runs and how its roles are made. */
export const ENGINE_OPTIONS = {
  account: { value: 'ID', help: 'account of the engine, 12 digits' },
  region: { value: 'REGION', help: 'region of the engine; default AWS_REGION, else us-east-1' },
  partition: { value: 'PARTITION', help: "aws, aws-cn, aws-us-gov ...; default the region's" },
  engine: { value: 'NAME', help: 'name of the engine; default main' },
  'state-bucket': {
    value: 'BUCKET',
    help: 'bucket of the state; default crowsnest- with engine, account and region',
  },
  'state-key': { value: 'ARN', help: 'KMS key of the state bucket; default none' },
  'dataset-account': { value: 'ID', help: "account that owns the dataset's bucket; default the engine's" },
  'dataset-key': { value: 'ARN', help: "KMS key of the dataset's bucket; default none" },
  'results-key': { value: 'ARN', help: 'KMS key of the bucket that Athena keeps results in; default none' },
  'role-path': { value: 'PATH', help: 'path of the roles; default /crowsnest/<region>/<engine>/' },
  boundary: { value: 'ARN', help: 'permissions boundary of every role; default none' },
  combined: { help: 'one role for the dataset and all alerts, instead of one for each' },
  tracing: { help: 'the engine sends traces to X-Ray' },
  map: { help: 'the engine has a state machine for detectors that are too large for one function' },
} as const

/** Where the engine of detectors runs and how its roles are made, as the command line says. */
export function engineArguments(
  detectors: readonly ResolvedDetector[],
  values: Values,
  io: Io,
): { readonly place: EnginePlace; readonly options: PolicyOptions } {
  return { place: placeOf(detectors, values, io), options: optionsOf(values) }
}

type Values = Readonly<Record<string, string | boolean | undefined>>

function placeOf(detectors: readonly ResolvedDetector[], values: Values, io: Io): EnginePlace {
  const region = textOf(values, 'region') ?? io.env['AWS_REGION'] ?? io.env['AWS_DEFAULT_REGION'] ?? 'us-east-1'
  const known = textOf(values, 'account') ?? accountOf(detectors)
  const account = known ?? EXAMPLE_ACCOUNT
  if (known === undefined) {
    io.stderr.write(`The account is not known; ${EXAMPLE_ACCOUNT} stands for it. Name yours with --account.\n`)
  }
  const engine = textOf(values, 'engine') ?? 'main'
  const stateKey = textOf(values, 'state-key')
  return {
    partition: textOf(values, 'partition') ?? partitionOf(region),
    region,
    account,
    engine,
    stateBucket: textOf(values, 'state-bucket') ?? `crowsnest-${engine.toLowerCase()}-${account}-${region}`,
    ...(stateKey !== undefined && { stateKey }),
  }
}

function optionsOf(values: Values): PolicyOptions {
  const rolePath = textOf(values, 'role-path')
  const boundary = textOf(values, 'boundary')
  const account = textOf(values, 'dataset-account')
  const key = textOf(values, 'dataset-key')
  const results = textOf(values, 'results-key')
  return {
    roles: values['combined'] === true ? 'combined' : 'separate',
    tracing: values['tracing'] === true,
    map: values['map'] === true,
    ...(rolePath !== undefined && { rolePath }),
    ...(boundary !== undefined && { boundary }),
    dataset: {
      ...(account !== undefined && { account }),
      ...(key !== undefined && { encryption: { key } }),
      ...(results !== undefined && { results: { key: results } }),
    },
  }
}

function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** The account of the first topic or function of an alert. */
function accountOf(detectors: readonly ResolvedDetector[]): string | undefined {
  const targets = detectors
    .flatMap(({ alerts }) => alerts)
    .flatMap(({ channel }) =>
      channel.kind === 'sns' ? [channel.topic] : channel.kind === 'lambda' ? [channel.function] : [],
    )
  return targets.map((target) => parseArn(target)?.account).find((account) => account)
}
