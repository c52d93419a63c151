import type { Dictionary, RecordSink, Rejections, SumBatch } from '../formats/index.ts'
import type { Columns } from '../state/index.ts'

type Reason = Parameters<Rejections['add']>[0]
type Example = ReturnType<Parameters<Rejections['add']>[1]>

/** What cannot be an array of numbers. */
interface KeptTexts {
  /** Distinct values of each dimension, in the order of their numbers in the columns. */
  readonly values: readonly (readonly string[])[]
  readonly rejections: readonly (readonly [reason: Reason, example: Example, records: number])[]
  readonly scannedBytes: number | null
}

/** A sink that passes everything on and keeps it. */
export interface KeepingSink {
  readonly sink: RecordSink
  /** What was passed on, to be stored. */
  taken(scannedBytes: number | undefined): Columns
}

/** Listens to a source that adds up itself. */
export function keepingSink(target: RecordSink): KeepingSink {
  const { columns, dictionaries } = target
  const rejections: [Reason, Example, number][] = []
  const timestamps: number[] = []
  const records: number[] = []
  const codes = columns.dimensions.map((): number[] => [])
  const sums = columns.measures.map((): number[] => [])
  const counts = columns.measures.map((): number[] => [])
  return {
    sink: {
      columns,
      dictionaries,
      rejections: {
        get total() {
          return target.rejections.total
        },
        summary: () => target.rejections.summary(),
        add(reason, place, number = 1) {
          const example = place()
          rejections.push([reason, example, number])
          target.rejections.add(reason, () => example, number)
        },
      },
      add() {
        throw new Error('a source that adds up itself gave single records: a bug')
      },
      addSums(batch) {
        for (let row = 0; row < batch.length; row++) {
          timestamps.push(batch.timestamps[row])
          records.push(batch.records[row])
          codes.forEach((list, d) => list.push(batch.dimensions[d][row]))
          sums.forEach((list, m) => list.push(batch.sums[m][row]))
          counts.forEach((list, m) => list.push(batch.counts[m][row]))
        }
        target.addSums(batch)
      },
    },
    taken(scannedBytes) {
      const numbered = codes.map((list, d) => renumbered(list, dictionaries[d]))
      const texts: KeptTexts = {
        values: numbered.map(({ values }) => values),
        rejections,
        scannedBytes: scannedBytes ?? null,
      }
      return {
        timestamps: Float64Array.from(timestamps),
        records: Float64Array.from(records),
        ...named(
          'd',
          numbered.map(({ numbers }) => numbers),
        ),
        ...named(
          's',
          sums.map((list) => Float64Array.from(list)),
        ),
        ...named(
          'c',
          counts.map((list) => Float64Array.from(list)),
        ),
        texts: new TextEncoder().encode(JSON.stringify(texts)),
      }
    },
  }
}

/**
 * Gives a sink what another one was given.
 *
 * @returns bytes that were scanned for it, where that was known
 */
export function giveKept(kept: Columns, sink: RecordSink): number | undefined {
  const { dimensions, measures } = sink.columns
  const texts = JSON.parse(new TextDecoder().decode(kept['texts'] as Uint8Array)) as KeptTexts
  const batch: SumBatch = {
    length: kept['timestamps']!.length,
    timestamps: kept['timestamps'] as Float64Array,
    records: kept['records'] as Float64Array,
    dimensions: dimensions.map((_, d) => {
      const codes = texts.values[d]!.map((value) => sink.dictionaries[d].internText(value))
      return Int32Array.from(kept[`d${d}`]!, (number) => codes[number]!)
    }),
    sums: measures.map((_, m) => kept[`s${m}`] as Float64Array),
    counts: measures.map((_, m) => kept[`c${m}`] as Float64Array),
  }
  sink.addSums(batch)
  for (const [reason, example, records] of texts.rejections) sink.rejections.add(reason, () => example, records)
  return texts.scannedBytes ?? undefined
}

function named<T>(letter: string, columns: readonly T[]): Readonly<Record<string, T>> {
  return Object.fromEntries(columns.map((column, index) => [`${letter}${index}`, column]))
}

/** Codes of a dictionary by the order of their first use, with the values behind them. */
function renumbered(
  codes: readonly number[],
  dictionary: Dictionary,
): { readonly numbers: Uint32Array; readonly values: readonly string[] } {
  const numberOf = new Map<number, number>()
  const values: string[] = []
  const numbers = Uint32Array.from(codes, (code) => {
    let number = numberOf.get(code)
    if (number === undefined) {
      numberOf.set(code, (number = values.length))
      values.push(dictionary.value(code))
    }
    return number
  })
  return { numbers, values }
}
