import { readFileSync } from 'node:fs'
import { createConnection } from 'mysql2'
import { Client } from 'pg'
import Cursor from 'pg-cursor'
import type { RecordSink } from '../../engine/formats/index.ts'
import type { TimeWindow } from '../../engine/sources/index.ts'
import type { Place } from './workload.ts'

/** `country, shop, item, amount, views` of a record. */
type Row = readonly [string, string, string, string | number, string | number]

const ROWS_AT_ONCE = 10_000

const QUERY = 'select country, shop, item, amount, views from events where at >= ? and at < ?'

/**
 * The other way: every record of the interval is fetched, as the drivers do it fastest, and added up here. Timestamps are not even
 * read, because the query has chosen them.
 */
export async function readRows(place: Place, { start, end }: TimeWindow, sink: RecordSink): Promise<void> {
  const bounds = [start, end].map((moment) => new Date(moment).toISOString().slice(0, 19).replace('T', ' '))
  const take = taker(start, sink)
  if (place.engine === 'postgres') await fromPostgres(place, bounds, take)
  else await fromMariadb(place, bounds, take)
}

async function fromPostgres(place: Place, bounds: readonly string[], take: (rows: readonly Row[]) => void) {
  const { port, user, password, database, authority } = place
  const ssl = { ca: readFileSync(authority, 'utf8') }
  const client = new Client({ host: 'localhost', port, user, password, database, ssl })
  await client.connect()
  const text = QUERY.replace('?', '$1').replace('?', '$2')
  const cursor = client.query(new Cursor<Row>(text, [...bounds], { rowMode: 'array' }))
  for (;;) {
    const rows = await cursor.read(ROWS_AT_ONCE)
    take(rows)
    if (rows.length < ROWS_AT_ONCE) break
  }
  await client.end()
}

async function fromMariadb(place: Place, bounds: readonly string[], take: (rows: readonly Row[]) => void) {
  const { port, user, password, database, authority } = place
  const ssl = { ca: readFileSync(authority, 'utf8'), verifyIdentity: true }
  const client = createConnection({ host: 'localhost', port, user, password, database, ssl })
  const query = client.query({ sql: QUERY, values: [...bounds], rowsAsArray: true })
  let rows: Row[] = []
  await new Promise<void>((resolve, reject) => {
    query.on('error', reject)
    query.on('end', () => resolve())
    query.on('result', (row) => {
      if (rows.push(row as unknown as Row) < ROWS_AT_ONCE) return
      take(rows)
      rows = []
    })
  })
  take(rows)
  client.end()
}

/** Hands rows to the sink as columns. */
function taker(start: number, sink: RecordSink): (rows: readonly Row[]) => void {
  const timestamps = new Float64Array(ROWS_AT_ONCE).fill(start)
  const dimensions = [0, 1, 2].map(() => new Int32Array(ROWS_AT_ONCE))
  const measures = [0, 1].map(() => new Float64Array(ROWS_AT_ONCE))
  return (rows) => {
    rows.forEach((row, r) => {
      for (let d = 0; d < 3; d++) dimensions[d][r] = sink.dictionaries[d].internText(row[d] as string)
      measures[0][r] = Number(row[3])
      measures[1][r] = Number(row[4])
    })
    sink.add({ length: rows.length, timestamps, dimensions, measures })
  }
}
