import { joinReports, type PartSums, type ReadReport } from '../../dataset/index.ts'
import { SHARDS } from '../../detection/index.ts'
import { mapLimited, type CommitLog, type CommitRecord, type ContentRef } from '../../state/index.ts'
import type { DetectorRuntime } from '../detector-runtime.ts'
import { failureToPass, readWithPatience } from '../execute-interval.ts'
import type { RunContext } from '../run-context.ts'
import type { MapPlan } from './map-plan.ts'
import { openStep, type OpenStep } from './open-step.ts'
import { columnsOfParts } from './part-columns.ts'

/** What a machine read, or why the interval is to be passed over. */
export type ImportedPart = ReadPart | { readonly failure: NonNullable<CommitRecord['failure']> }

/** What a machine read. */
export interface ReadPart {
  readonly report: ReadReport
  /** Series that it saw; other machines may have seen the same. */
  readonly series: number
  /** Its sums, for each machine that judges. */
  readonly sums: readonly ContentRef[]
}

/**
 * Step of a run over shards: reads some files of the interval and divides their sums among those who judge. Does nothing when the interval
 * is committed; data that cannot be used is written down, so that the interval is passed over.
 *
 * @param part - number of the part in the plan
 * @throws {SourceError} the place of the data cannot be reached
 */
export async function importPart(
  context: RunContext,
  runtime: DetectorRuntime,
  log: CommitLog,
  id: string,
  part: number,
): Promise<void> {
  const step = await openStep(context, log, id)
  if (step === undefined) return
  const { run, plan } = step
  if (part >= plan.imports.length) throw new RangeError(`part ${part} is not in the plan: this is a bug of Crowsnest`)
  try {
    await run.write(importName(part), await readPart(context, runtime, step, plan.imports[part]))
  } catch (error) {
    const note = { end: run.end, startedAt: plan.startedAt, writer: context.writer, timings: {} }
    const failure = await failureToPass(context, log, note, error)
    if (failure !== null) await run.write(importName(part), { failure } satisfies ImportedPart)
  }
}

/** Name of the record of a part. */
export function importName(part: number): string {
  return `import-${part}`
}

const WRITES = 8

async function readPart(
  context: RunContext,
  runtime: DetectorRuntime,
  { run, plan, last }: OpenStep,
  part: MapPlan['imports'][number],
): Promise<ReadPart> {
  const { signal } = context
  const measures = runtime.modelConfig.measures.length
  const files: PartSums[] = []
  for (const file of part ?? [null]) {
    files.push(await readWithPatience(context, () => runtime.readPart(last.end, file, signal && { signal })))
  }
  const machineOf: number[] = []
  plan.scores.forEach((shards, machine) => shards.forEach((shard) => (machineOf[shard] = machine)))
  if (machineOf.length !== SHARDS) throw new Error('a plan leaves shards out: a bug')
  const columns = columnsOfParts(files, measures, machineOf, plan.scores.length)
  return {
    report: joinReports(
      files.map(({ report }) => report),
      measures,
    ),
    series: files.reduce((sum, { sums }) => sum + sums.length / measures, 0),
    sums: await mapLimited(columns, WRITES, (own) => run.writeColumns(own)),
  }
}
