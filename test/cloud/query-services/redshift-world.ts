import type { SourceSpec } from '../../../spec/index.ts'
import type { TableWorld, TestColumn, TestRow } from '../../engine/sources/table-world.ts'
import { credentialsOf, type RecordedIdentity } from '../../recording/record.ts'
import { AwsFault } from './aws-json-server.ts'
import { startRedshiftDataStub, type RedshiftDataStub } from './redshift-data-stub.ts'

const TYPES: Readonly<Record<TestColumn, string>> = {
  'local-time': 'timestamp',
  instant: 'timestamptz',
  date: 'date',
  text: 'varchar(256)',
  integer: 'integer',
  decimal: 'decimal(18, 2)',
  float: 'double precision',
  dimension: 'varchar(2000)',
}

/** Options for clients of a stub of the Data API, whose calls are recorded as those of a dataset. */
export function redshiftOptions(
  { endpoint }: Pick<RedshiftDataStub, 'endpoint'>,
  role: RecordedIdentity['role'] = 'dataset in Redshift, database user',
) {
  return { endpoint, region: 'us-east-1', credentials: credentialsOf({ role, names: {} }) }
}

/** A source of the stub. */
export function redshiftSpec(table: string, more: object = {}): SourceSpec {
  return { redshift: { cluster: 'shop', user: 'reader', database: 'shop', table, timeout: 'PT1M', ...more } }
}

/** Redshift as far as a stub of its Data API with PostgreSQL behind it answers. */
export async function redshiftWorld(): Promise<TableWorld & { readonly stub: RedshiftDataStub }> {
  const stub = await startRedshiftDataStub()
  let made = 0
  return {
    stub,
    gaps: { 'lost connection': 'the client takes up what was cut by itself; that has tests of its own' },
    context: { aws: redshiftOptions(stub) },
    manyRows: 2_500,
    async makeTable(columns) {
      const name = `table_${made++}`
      const list = Object.entries(columns).map(([column, type]) => `${quoted(column)} ${TYPES[type]}`)
      await stub.run(`create table ${name} (${list.join(', ')}); grant select on ${name} to reader`)
      return {
        source: redshiftSpec(name),
        put: async (rows) => void (rows.length > 0 && (await stub.run(insert(name, columns, rows)))),
      }
    },
    missing: async () => redshiftSpec('no_such_table'),
    async forbidden({ source }) {
      await stub.run(`revoke select on ${tableOf(source)} from reader`)
      return source
    },
    async busy({ source }) {
      stub.trouble(
        'ExecuteStatement',
        new AwsFault('ActiveStatementsExceededException', 'Active statements exceeded the allowed quota (500).'),
        Infinity,
      )
      return { source, end: async () => stub.calm() }
    },
    async slow({ source }) {
      // Whoever reads has to wait for the lock.
      await stub.run(`begin; lock table ${tableOf(source)} in access exclusive mode`)
      return {
        source: redshiftSpec(tableOf(source), { timeout: 'PT1S' }),
        end: async () => stub.run('rollback'),
      }
    },
    stop: () => stub.stop(),
  }
}

function tableOf(source: SourceSpec): string {
  return 'redshift' in source ? source.redshift.table : ''
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function insert(table: string, columns: Readonly<Record<string, TestColumn>>, rows: readonly TestRow[]): string {
  const names = Object.keys(columns)
  const literal = (row: TestRow, name: string): string => {
    const value = row[name] ?? null
    if (value === null) return 'null'
    const text = columns[name] === 'instant' ? `${value}+00` : String(value)
    return `'${text.replaceAll("'", "''")}'`
  }
  const values = rows.map((row) => `(${names.map((name) => literal(row, name)).join(', ')})`)
  return `insert into ${table} (${names.map(quoted).join(', ')}) values ${values.join(', ')}`
}
