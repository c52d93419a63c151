import { shardOf } from '../../detection/index.ts'
import type { PartSums } from '../../dataset/index.ts'
import type { Columns } from '../../state/index.ts'
import { seriesKey } from '../series-book.ts'

/** Some series of a file. */
export interface FileSums extends Omit<PartSums, 'report'> {
  /** Where each series stands among all of the file, in the order of their first records; ascending. */
  readonly order: Uint32Array
}

/**
 * Divides the sums of files among those who judge their series.
 *
 * @param files - in their order
 * @param machineOf - by shard, who judges it
 * @returns one for each machine
 */
export function columnsOfParts(
  files: readonly Omit<PartSums, 'report'>[],
  measures: number,
  machineOf: readonly number[],
  machines: number,
): readonly Columns[] {
  const rows = files.map((file) => {
    const count = file.sums.length / measures
    const found: number[][] = Array.from({ length: machines }, () => [])
    for (let row = 0; row < count; row++) {
      found[machineOf[shardOf(valuesOfRow(file, row))]].push(row)
    }
    return found
  })
  return Array.from({ length: machines }, (_, machine) =>
    columnsOf(
      files.map((file, k) =>
        selectRows({ ...file, order: identity(file.sums.length / measures) }, measures, rows[k][machine]),
      ),
    ),
  )
}

/** A file's sums without those of some series; `leaveOut` has their keys. */
export function withoutRows(file: FileSums, measures: number, leaveOut: ReadonlySet<string>): FileSums {
  if (leaveOut.size === 0) return file
  const kept = [...file.order.keys()].filter((row) => !leaveOut.has(seriesKey(valuesOfRow(file, row))))
  return selectRows(file, measures, kept)
}

/** Dimension values of a row. */
export function valuesOfRow({ texts, codes }: Pick<FileSums, 'texts' | 'codes'>, row: number): readonly string[] {
  return texts.map((own, d) => own[codes[row * texts.length + d]])
}

/** The sums of each file, as `columnsOfParts` wrote them. */
export function partsOfColumns(columns: Columns, measures: number): readonly FileSums[] {
  const { rows, text, order, codes, sums, counts, records, incomplete } = columns as unknown as PartColumns
  const texts = JSON.parse(new TextDecoder().decode(text)) as readonly FileSums['texts'][]
  let from = 0
  let code = 0
  return texts.map((own, k) => {
    const to = from + rows[k]
    const width = own.length * rows[k]
    const ownCounts = counts.subarray(from * measures, to * measures)
    const part = {
      texts: own,
      order: order.subarray(from, to),
      codes: new Int32Array(codes.slice(code, code + width)),
      sums: sums.subarray(from * measures, to * measures),
      counts: ownCounts,
      records: records?.subarray(from, to) ?? fewestRecords(ownCounts, measures),
      incomplete: incomplete?.subarray(from, to) ?? new Uint32Array(rows[k]),
    }
    from = to
    code += width
    return part
  })
}

interface PartColumns {
  /** Rows of each file. */
  readonly rows: Uint32Array
  /** JSON: by file and dimension, the texts that its codes stand for. */
  readonly text: Uint8Array
  readonly order: Uint32Array
  readonly codes: Uint32Array
  readonly sums: Float64Array
  readonly counts: Uint32Array
  /** Missing in what was handed on before they were told. */
  readonly records?: Uint32Array
  readonly incomplete?: Uint32Array
}

/** The records that there must have been at least for so many values. */
function fewestRecords(counts: Uint32Array, measures: number): Uint32Array {
  return Uint32Array.from({ length: counts.length / measures }, (_, row) =>
    Math.max(...counts.subarray(row * measures, (row + 1) * measures)),
  )
}

function columnsOf(files: readonly FileSums[]): Columns {
  const length = (of: (sums: FileSums) => number): number => files.reduce((total, file) => total + of(file), 0)
  const columns: Required<PartColumns> = {
    rows: Uint32Array.from(files, ({ order }) => order.length),
    text: new TextEncoder().encode(JSON.stringify(files.map(({ texts }) => texts))),
    order: new Uint32Array(length(({ order }) => order.length)),
    codes: new Uint32Array(length(({ codes }) => codes.length)),
    sums: new Float64Array(length(({ sums }) => sums.length)),
    counts: new Uint32Array(length(({ counts }) => counts.length)),
    records: new Uint32Array(length(({ records }) => records.length)),
    incomplete: new Uint32Array(length(({ incomplete }) => incomplete.length)),
  }
  let at = 0
  let code = 0
  let cell = 0
  for (const { order, codes, sums, counts, records, incomplete } of files) {
    columns.order.set(order, at)
    columns.records.set(records, at)
    columns.incomplete.set(incomplete, at)
    columns.codes.set(codes, code)
    columns.sums.set(sums, cell)
    columns.counts.set(counts, cell)
    at += order.length
    code += codes.length
    cell += sums.length
  }
  return { ...columns }
}

function identity(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, row) => row)
}

/** Rows of a file, with the texts that they use alone. */
function selectRows(
  { texts, order, codes, sums, counts, records, incomplete }: FileSums,
  measures: number,
  rows: readonly number[],
): FileSums {
  const dimensions = texts.length
  const used = texts.map(() => new Map<number, number>())
  const selected = {
    order: Uint32Array.from(rows, (row) => order[row]),
    codes: new Int32Array(rows.length * dimensions),
    sums: new Float64Array(rows.length * measures),
    counts: new Uint32Array(rows.length * measures),
    records: Uint32Array.from(rows, (row) => records[row]),
    incomplete: Uint32Array.from(rows, (row) => incomplete[row]),
  }
  rows.forEach((row, at) => {
    for (let d = 0; d < dimensions; d++) {
      const code = codes[row * dimensions + d]
      const known = used[d].get(code) ?? used[d].size
      used[d].set(code, known)
      selected.codes[at * dimensions + d] = known
    }
    selected.sums.set(sums.subarray(row * measures, (row + 1) * measures), at * measures)
    selected.counts.set(counts.subarray(row * measures, (row + 1) * measures), at * measures)
  })
  return { ...selected, texts: used.map((own, d) => [...own.keys()].map((code) => texts[d][code])) }
}
