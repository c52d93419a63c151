import { joinReports, type PartSums, type ReadReport } from '../../dataset/index.ts'
import { SHARDS } from '../../detection/index.ts'
import { mapLimited, type CommitLog, type ContentRef } from '../../state/index.ts'
import type { DetectorRuntime } from '../detector-runtime.ts'
import { readWithPatience } from '../execute-interval.ts'
import type { RunContext } from '../run-context.ts'
import { openStep } from './open-step.ts'
import { columnsOfParts } from './part-columns.ts'

/** What a machine read. */
export interface ImportedPart {
  readonly report: ReadReport
  /** Series that it saw; other machines may have seen the same. */
  readonly series: number
  /** Its sums, for each machine that judges. */
  readonly sums: readonly ContentRef[]
}

/**
 * Step of a run over shards: reads some files of the interval and divides their sums among those who judge. Does nothing when the interval
 * is committed.
 *
 * @param part - number of the part in the plan
 * @throws {SourceError | FormatError}
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
  const { run, plan, last } = step
  const measures = runtime.modelConfig.measures.length
  const files: PartSums[] = []
  for (const file of plan.imports[part] ?? [null]) {
    const { signal } = context
    files.push(await readWithPatience(context, () => runtime.readPart(last.end, file, signal && { signal })))
  }
  const machineOf: number[] = []
  plan.scores.forEach((shards, machine) => shards.forEach((shard) => (machineOf[shard] = machine)))
  if (machineOf.length !== SHARDS) throw new Error('a plan leaves shards out: a bug')
  const columns = columnsOfParts(files, measures, machineOf, plan.scores.length)
  const imported: ImportedPart = {
    report: joinReports(
      files.map(({ report }) => report),
      measures,
    ),
    series: files.reduce((sum, { sums }) => sum + sums.length / measures, 0),
    sums: await mapLimited(columns, WRITES, (own) => run.writeColumns(own)),
  }
  await run.write(importName(part), imported)
}

/** Name of the record of a part. */
export function importName(part: number): string {
  return `import-${part}`
}

const WRITES = 8
