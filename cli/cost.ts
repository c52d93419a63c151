import { basename, dirname, resolve } from 'node:path'
import { metricsOf, planCost, type Range } from '../plans/index.ts'
import { withDefaults, type DetectorSpec, type ResolvedDetector } from '../spec/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { costJson, costText, type DetectorCost } from './cost-text.ts'
import { defineCommand } from './define-command.ts'
import type { Io } from './io.ts'
import { loadSpec, type LoadedSpec } from './load-spec.ts'
import { startProgress } from './progress.ts'
import { printable } from './table.ts'

/** `crowsnest cost`. */
export const command = defineCommand({
  name: 'cost',
  summary: 'says what detectors cost a month in AWS, beside the price of Lookout for Metrics',
  operands: 'SPEC...',
  description:
    'Adds up what the engine in AWS needs for a detector in a month: time and calls of its function, wake-ups, requests to and storage ' +
    'in S3, logs, metrics of CloudWatch, alerts and what the source charges. Requests, bytes and time are measured figures of this ' +
    'project, prices those of us-east-1 in one dated file; what is not known is a range, and every assumption is printed.\n' +
    'The number of metrics is counted in the historical data where that is a folder, or with --connect in any source, with your own ' +
    'credentials; --data counts in a file of the same form, --metrics says it. docs/cost.md tells more.',
  options: {
    metrics: { value: 'N', help: 'metrics that appear in an interval; not counted then' },
    data: {
      value: 'FILE',
      help: 'counts the metrics in this file or folder, which has the columns and the format of the spec',
    },
    connect: { help: 'counts the metrics in the source of the spec, wherever it is' },
    memory: { value: 'MB', help: "memory of the engine's function (default: 1769, or what an interval needs)" },
    key: { help: 'the state has a KMS key of its own' },
  },
  examples: [
    { command: 'crowsnest cost revenue.yaml', effect: 'counts the metrics of a folder, or assumes some' },
    { command: 'crowsnest cost revenue.yaml --metrics 12000', effect: 'says what 12,000 metrics would cost' },
    { command: 'crowsnest cost specs/*.yaml --connect --json', effect: 'counts in the sources, for programs' },
  ],
  async run({ operands, values, json }, io) {
    if (operands.length > 1 && (values.metrics !== undefined || values.data !== undefined)) {
      throw invalid('--metrics and --data are for one spec.')
    }
    const given = values.metrics === undefined ? null : wholeNumber('metrics', values.metrics, 1, 100_000_000)
    const memory = values.memory === undefined ? undefined : wholeNumber('memory', values.memory, 128, 10_240)
    const costs: DetectorCost[] = []
    for (const file of new Set(operands)) {
      const loaded = await loadSpec(file, io)
      const number = await numberOf(loaded, { given, data: values.data, connect: values.connect }, io)
      const plan = planCost(number.detector, {
        metrics: number.metrics,
        key: values.key,
        ...(memory !== undefined && { memory }),
      })
      costs.push({ plan, from: number.from, source: number.detector.dataset.source.kind })
    }
    io.stdout.write(json ? `${JSON.stringify(costJson(costs), null, 2)}\n` : costText(costs, io.stdout))
    return 0
  },
})

interface Wishes {
  readonly given: number | null
  readonly data: string | undefined
  readonly connect: boolean
}

async function numberOf(
  { spec, baseDir }: LoadedSpec,
  { given, data, connect }: Wishes,
  io: Io,
): Promise<{ readonly detector: ResolvedDetector; readonly metrics: Range; readonly from: string }> {
  const detector = withDefaults(spec)
  if (given !== null) return { detector, metrics: { low: given, high: given }, from: 'as given with --metrics' }
  if (data !== undefined) {
    const path = resolve(io.cwd, data)
    return { detector, ...(await counted(overData(spec, path), dirname(path), data, io)) }
  }
  const { source } = detector.dataset
  if (connect) return { detector, ...(await counted(spec, baseDir, 'the source', io)) }
  if (source.kind === 'folder' && source.historical !== null) {
    try {
      return { detector, ...(await counted(spec, baseDir, source.historical, io)) }
    } catch (error) {
      // Nobody asked for it, so that data that is not there is no trouble: the number is assumed then.
      if (!(error instanceof Error && 'code' in error)) throw error
      io.stderr.write(`The metrics were not counted: ${printable(error.message)}\n`)
    }
  }
  const { metrics, from } = metricsOf(detector)
  return { detector, metrics, from: TOLD[from] }
}

const TOLD = {
  measures: 'one for each measure',
  filters: 'at most as many as the filters allow',
  assumed: 'assumed: 10 to 1,000 combinations of dimension values; --data, --connect or --metrics say it better',
} as const

/** The historical data is in a file of the spec's own format. */
function overData(spec: DetectorSpec, path: string): DetectorSpec {
  const { source } = spec.dataset
  const files = 's3' in source ? source.s3 : 'folder' in source ? source.folder : null
  const format = files?.format ?? ('appflow' in source ? source.appflow.format : null)
  if (format === null || spec.dataset.timestamp === undefined) {
    throw invalid('--data needs a spec of files, which says how they are written. Use --connect or --metrics.')
  }
  return {
    ...spec,
    dataset: { ...spec.dataset, source: { folder: { historical: `./${basename(path)}`, format } } },
  }
}

/** Without quotas: what is too much for them has a cost, too. */
async function counted(
  spec: DetectorSpec,
  baseDir: string,
  place: string,
  io: Io,
): Promise<{ readonly metrics: Range; readonly from: string }> {
  const most = Number.MAX_SAFE_INTEGER
  const detector = withDefaults({
    ...spec,
    quotas: { ...spec.quotas, metrics: most, recordsPerInterval: most, bytesPerInterval: most, historyFiles: most },
  })
  const { countMetrics } = await import('../engine/run/index.ts')
  const progress = startProgress(io.stderr)
  const found = await countMetrics(detector, {
    baseDir,
    onProgress: (done, total) => progress.update('counting metrics', done, total),
  }).finally(() => progress.end())
  const intervals = found.intervals === 1 ? '1 interval' : `${found.intervals.toLocaleString('en')} intervals`
  return {
    metrics: { low: Math.round(found.average), high: found.most },
    from: `counted in ${intervals} of ${place}`,
  }
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text.replaceAll(/(?<=\d)[,_](?=\d{3})/g, ''))
  if (Number.isInteger(number) && number >= least && number <= most) return number
  const range = `${least.toLocaleString('en')} to ${most.toLocaleString('en')}`
  throw invalid(`--${option} "${text}" is not a whole number from ${range}.`)
}

function invalid(message: string): CommandLineError {
  return new CommandLineError('OPTION_VALUE_INVALID', message, 'cost')
}
