import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import Papa from 'papaparse'
import { inferSchema, initParser } from 'udsv'
import { compileTimestampFormat } from '../../engine/time/index.ts'
import { Metrics } from './metrics.ts'
import { WORKLOAD, type Kind, type Totals } from './workload.ts'

/** uDSV, the fastest CSV library for JavaScript. */
export async function importWithUdsv(path: string, kind: Kind): Promise<Totals> {
  const groups = grouping()
  let parser: ReturnType<typeof initParser> | undefined
  for await (const text of opened(path, kind).setEncoding('utf8') as AsyncIterable<string>) {
    parser ??= initParser(inferSchema(text))
    parser.chunk(text, parser.stringArrs, (row: string[]) => {
      groups.add(row[0], row[1], row[2], row[3], Number(row[4]), Number(row[5]))
    })
  }
  parser?.end()
  return groups.totals()
}

/** Papa Parse, streaming. */
export async function importWithPapaparse(path: string, kind: Kind): Promise<Totals> {
  const groups = grouping()
  let header = true
  await new Promise((complete, error) => {
    Papa.parse<readonly string[]>(opened(path, kind), {
      step: ({ data: row }) => {
        if (!header) groups.add(row[0], row[1], row[2], row[3], Number(row[4]), Number(row[5]))
        header = false
      },
      complete,
      error,
      skipEmptyLines: true,
    })
  })
  return groups.totals()
}

/** csv-parse, streaming; `on_record` is its fast way. */
export async function importWithCsvParse(path: string, kind: Kind): Promise<Totals> {
  const groups = grouping()
  const parser = parse({
    from_line: 2,
    on_record: (row: readonly string[]) => {
      groups.add(row[0], row[1], row[2], row[3], Number(row[4]), Number(row[5]))
      return null
    },
  })
  opened(path, kind).pipe(parser)
  await new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject).resume())
  return groups.totals()
}

/** JSON.parse of every line. */
export async function importWithJsonParse(path: string, kind: Kind): Promise<Totals> {
  const groups = grouping()
  for await (const line of createInterface({ input: opened(path, kind) })) {
    const row = JSON.parse(line)
    groups.add(row.timestamp, row.country, row.platform, row.category, row.views, row.revenue)
  }
  return groups.totals()
}

function opened(path: string, kind: Kind): Readable {
  const file = createReadStream(path, { highWaterMark: 1 << 20 })
  return kind === 'csv.gz' ? file.pipe(createGunzip({ chunkSize: 1 << 20 })) : file
}

/** Aggregation as one writes it by hand. Time zones are ours for all of them: every library would be many times slower. */
function grouping() {
  const timestamps = compileTimestampFormat(WORKLOAD.timestampFormat, WORKLOAD.zone)
  const kept = new Set<string>(WORKLOAD.kept)
  const metrics = new Metrics()
  return {
    add(time: string, country: string, platform: string, category: string, views: number, revenue: number): void {
      if (!kept.has(platform)) return
      const hour = Math.floor(timestamps.parseText(time) / 3_600_000)
      metrics.add(hour, `${country}\t${platform}\t${category}`, 1, views, revenue)
    },
    totals: () => metrics.totals(),
  }
}
