// One hourly interval of 150,000 records in about 25,000 groups from a real PostgreSQL and a real MariaDB: added up by the database, as
// sources do, beside fetching every record and adding up here. Each run is a process of its own; ways alternate. Checks that
// both come to the same. Data follows from row numbers. Writes its section of docs/sources.md with `--write`.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { mariadbAdmin, postgresAdmin, raw, type AdminConnection } from '../test/cloud/databases/admin-connection.ts'
import { cuttingProxy } from '../test/cloud/databases/cutting-proxy.ts'
import { startDatabase } from '../test/cloud/databases/database-process.ts'
import { MARIADB } from '../test/cloud/databases/mariadb.ts'
import { POSTGRES } from '../test/cloud/databases/postgres.ts'
import { type Measured, OTHERS, type Place, RECORDS, START, VALUES, type Way } from './sources/workload.ts'
import { markdownTable, writeSection } from './write-section.ts'

const COLUMNS = 'item varchar(40), shop varchar(40), country varchar(40), amount numeric(12,2), views integer'

/** Start of the interval as SQL writes it. */
const AT = new Date(START).toISOString().slice(0, 19).replace('T', ' ')

const REPETITIONS = 5
const WAYS: readonly Way[] = ['sums', 'records']
const TITLES: Readonly<Record<Way, string>> = { sums: 'added up by the database', records: 'record by record' }

/** When the records of the interval are, and those of half a day before and after it. */
const TIMES = [
  { records: RECORDS, shift: '+', seconds: 'n % 3600' },
  { records: OTHERS / 2, shift: '+', seconds: '3600 + n % 40000' },
  { records: OTHERS / 2, shift: '-', seconds: '1 + n % 40000' },
]

const rows: string[][] = []
for (const [title, engine] of [
  ['PostgreSQL', 'postgres'],
  ['MariaDB', 'mariadb'],
] as const) {
  const database = await startDatabase(engine === 'postgres' ? POSTGRES : MARIADB)
  try {
    const admin = await (engine === 'postgres' ? postgresAdmin(database) : mariadbAdmin(database))
    const version = String(Object.values((await admin.run(sql`select version()`))[0])[0])
    await (engine === 'postgres' ? fillPostgres(admin) : fillMariadb(admin))
    await admin.close()
    await measure(`${title} ${/[\d.]+/.exec(version)?.[0] ?? ''}`, {
      engine,
      port: database.port,
      ...database.admin,
      database: engine === 'postgres' ? 'postgres' : 'bench',
      authority: database.authority,
    })
  } finally {
    await database.stop()
  }
}

const table = markdownTable(
  ['database', 'way', 'ms, fastest:', 'ms, median:', 'MB sent:', 'peak MB of the process:'],
  rows,
)
console.log(table)
if (process.argv.includes('--write'))
  await writeSection(join(import.meta.dirname, '..', 'docs', 'sources.md'), 'bench', table)

async function measure(title: string, place: Place): Promise<void> {
  const runs: Record<Way, Measured[]> = { sums: [], records: [] }
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    for (const way of WAYS) runs[way].push(await run(way, place))
  }
  const [first] = runs.sums
  console.log(`${title}: ${first.records} records, ${first.groups} groups`)
  for (const { groups, records, sums } of [...runs.sums, ...runs.records]) {
    if (groups !== first.groups || records !== RECORDS || sums.join() !== first.sums.join()) {
      throw new Error(`the ways differ: ${JSON.stringify([runs.sums[0], runs.records[0]])}`)
    }
  }
  for (const way of WAYS) {
    const times = runs[way].map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b)
    const peak = Math.max(...runs[way].map(({ megabytes }) => megabytes))
    rows.push([
      title,
      TITLES[way],
      times[0].toFixed(0),
      times[Math.floor(times.length / 2)].toFixed(0),
      ((await bytesOf(way, place)) / 1e6).toFixed(1),
      peak.toFixed(0),
    ])
  }
}

async function run(way: Way, { password, ...place }: Place): Promise<Measured> {
  const child = join(import.meta.dirname, 'sources', 'child.ts')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=crowsnest-source', child, way, JSON.stringify(place)],
    { env: { ...process.env, PASSWORD: password } },
  )
  return JSON.parse(stdout) as Measured
}

/** What the server sends, which costs nothing on one machine and something between two. */
async function bytesOf(way: Way, place: Place): Promise<number> {
  const proxy = await cuttingProxy(place.port)
  await run(way, { ...place, port: proxy.port })
  await proxy.close()
  return proxy.mostBytes
}

/** The dimension values and measures of a record by its number `n`, which is hashed; `div` divides whole numbers. */
function valuesOf(div: string): string {
  const [countries, shops, items] = VALUES
  const hash = '(n * n % 1000003)'
  return [
    `concat('item ', ${hash} % ${items})`,
    `concat('shop ', ${hash} ${div} ${items} % ${shops})`,
    `concat('country ', ${hash} ${div} ${items * shops} % ${countries})`,
    '(n % 10007) * 0.01',
    'n % 13',
  ].join(', ')
}

async function fillPostgres(admin: AdminConnection): Promise<void> {
  for (const text of [
    `create table events (at timestamp, ${COLUMNS})`,
    ...TIMES.map(
      ({ records, shift, seconds }) =>
        `insert into events select timestamp '${AT}' ${shift} (${seconds}) * interval '1 second', ${valuesOf('/')} from generate_series(0::bigint, ${records - 1}) n`,
    ),
    'create index on events (at)',
    'vacuum analyze events',
  ]) {
    await admin.run(raw(text))
  }
}

async function fillMariadb(admin: AdminConnection): Promise<void> {
  for (const text of [
    'create database bench',
    'use bench',
    `create table events (at datetime, ${COLUMNS})`,
    ...TIMES.map(
      ({ records, shift, seconds }) =>
        `insert into events select timestamp '${AT}' ${shift} interval (${seconds}) second, ${valuesOf('div')} from (select seq n from seq_0_to_${records - 1}) s`,
    ),
    'create index events_at on events (at)',
    'analyze table events',
  ]) {
    await admin.run(raw(text))
  }
}
