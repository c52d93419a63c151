import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aggregateRecords, type Aggregate } from '../../../engine/dataset/index.ts'
import { openSource, type ReadOptions, type Source } from '../../../engine/sources/index.ts'
import { intervalGrid, type IntervalGrid } from '../../../engine/time/index.ts'
import { type DatasetSpec, type DetectorSpec, type SourceSpec, withDefaults } from '../../../spec/index.ts'
import type { TableWorld, TestRow } from './table-world.ts'

/** A dataset of a test: of the table of `shop` where it does not say otherwise. */
export type TestDataset = Pick<DatasetSpec, 'source'> & Partial<DatasetSpec>

/** Opens a dataset and a sink for one reading; where it does not say otherwise, sums of `amount` and averages of `items` by `country`. */
export function prepare(
  world: Pick<TableWorld, 'context'>,
  { source, ...dataset }: TestDataset,
  grid: IntervalGrid,
  window: { start: number; end: number },
) {
  const spec: DetectorSpec = {
    detector: 'test',
    interval: grid.interval,
    dataset: {
      timestamp: { column: 'at' },
      measures: [
        { column: 'amount', aggregation: 'SUM' },
        { column: 'items', aggregation: 'AVG' },
      ],
      dimensions: ['country'],
      timezone: grid.zone,
      ...onlySpec(dataset),
      source,
    },
  }
  const { dataset: resolved, quotas } = withDefaults(spec)
  const sink = aggregateRecords({ dataset: resolved, grid, window })
  const opened: Source = openSource(resolved, { baseDir: '.', grid, quotas, ...world.context })
  return { sink, opened, read: (options?: ReadOptions) => opened.readInterval(window, sink, options) }
}

/** Tables are handed on whole. */
function onlySpec({ put: _put, ...dataset }: Partial<DatasetSpec> & { readonly put?: unknown }): Partial<DatasetSpec> {
  return dataset
}

/** Reads the interval that begins at a moment, by default an hour in UTC. */
export async function readInterval(
  world: Pick<TableWorld, 'context'>,
  dataset: TestDataset,
  start: number,
  grid = intervalGrid('PT1H', 'UTC'),
  options: ReadOptions = {},
): Promise<Aggregate> {
  const { sink, read } = prepare(world, dataset, grid, { start, end: grid.next(start) })
  return sink.finish(await read(options))
}

/** Reads a history. */
export async function readHistory(
  world: Pick<TableWorld, 'context'>,
  dataset: TestDataset,
  grid: IntervalGrid,
  window: { readonly start: number; readonly end: number },
  options: ReadOptions = {},
): Promise<Aggregate> {
  const { sink, opened } = prepare(world, dataset, grid, window)
  return sink.finish(await opened.readHistory(window, sink, options))
}

/** Looks at the source as of an hour in UTC. */
export async function check(world: Pick<TableWorld, 'context'>, dataset: TestDataset, start: number) {
  const grid = intervalGrid('PT1H', 'UTC')
  const window = { start, end: grid.next(start) }
  const { sink, opened } = prepare(world, dataset, grid, window)
  return opened.check(window, sink)
}

/** The same records from a file. */
export async function readFile(
  world: Pick<TableWorld, 'context'>,
  rows: readonly TestRow[],
  dataset: TestDataset,
  grid: IntervalGrid,
  window: { readonly start: number; readonly end: number },
): Promise<Aggregate> {
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-'))
  const path = join(folder, 'history.csv')
  const lines = rows.map(({ at, country, amount, items }) => [at, country, amount, items].join(','))
  writeFileSync(path, `at,country,amount,items\n${lines.join('\n')}\n`)
  const source: SourceSpec = { folder: { historical: path, format: { csv: {} } } }
  try {
    return await readHistory(world, { ...dataset, source }, grid, window)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What is the same however records are read; sums of floats to the last digits that the order of adding leaves alone. */
export function plain(aggregate: Aggregate) {
  const { series, intervals, report } = aggregate
  return {
    series,
    intervals,
    values: intervals.map((start) => valuesOf(aggregate, start)),
    report: { used: report.used, rejected: report.rejected },
  }
}

/** Values and counts of an interval by dimension value and measure. */
export function valuesOf(aggregate: Aggregate, start: number): readonly (readonly [string, number, number])[] {
  const values = aggregate.values(start)
  const counts = aggregate.counts(start)
  if (values === undefined || counts === undefined) return []
  const width = aggregate.measures.length
  return aggregate.series
    .flatMap(([country], s) =>
      aggregate.measures.map(
        (measure, m) => [`${country} ${measure}`, round(values[s * width + m]!), counts[s * width + m]!] as const,
      ),
    )
    .filter(([, , count]) => count > 0)
}

function round(value: number): number {
  return Number(value.toPrecision(12))
}
