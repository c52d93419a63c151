import type { SourceSpec } from '../../../spec/index.ts'
import type { TableWorld, TestColumn, TestRow, TestTable } from '../../engine/sources/table-world.ts'
import { credentialsOf } from '../../recording/record.ts'
import { AwsFault } from './aws-json-server.ts'
import { startAthenaStub, type AthenaStub } from './athena-stub.ts'

const TYPES: Readonly<Record<TestColumn, string>> = {
  'local-time': 'TIMESTAMP',
  instant: 'TIMESTAMPTZ',
  date: 'DATE',
  text: 'VARCHAR',
  integer: 'INTEGER',
  decimal: 'DECIMAL(18, 2)',
  float: 'DOUBLE',
  dimension: 'VARCHAR',
}

/** Options for clients of a stub of Athena, whose calls are recorded as those of a dataset. */
export function athenaOptions({ endpoint }: Pick<AthenaStub, 'endpoint'>) {
  return { endpoint, region: 'us-east-1', credentials: credentialsOf({ role: 'dataset in Athena', names: {} }) }
}

/** A source of the stub. */
export function athenaSpec(table: string, more: object = {}): SourceSpec {
  return {
    athena: {
      workgroup: 'crowsnest',
      database: 'shop',
      table,
      results: 's3://metrics/results/',
      timeout: 'PT1M',
      ...more,
    },
  }
}

/** Athena as far as a stub of its API with DuckDB behind it answers. */
export async function athenaWorld(): Promise<TableWorld & { readonly stub: AthenaStub }> {
  const stub = await startAthenaStub()
  let made = 0
  return {
    stub,
    gaps: { 'lost connection': 'the client takes up what was cut by itself; that has tests of its own' },
    context: { aws: athenaOptions(stub) },
    manyRows: 2_500,
    async makeTable(columns) {
      const name = `table_${made++}`
      const list = Object.entries(columns).map(([column, type]) => `${quoted(column)} ${TYPES[type]}`)
      await stub.run(`CREATE TABLE shop.${name} (${list.join(', ')})`)
      return {
        source: athenaSpec(name),
        put: async (rows) => void (rows.length > 0 && (await stub.run(insert(name, columns, rows)))),
      }
    },
    missing: async () => athenaSpec('no_such_table'),
    async forbidden({ source }) {
      const reason =
        'Insufficient permissions to execute the query. User: arn:aws:sts::123456789012:assumed-role/reader/x is not authorized to perform: glue:GetTable on resource: arn:aws:glue:us-east-1:123456789012:table/shop/x'
      stub.fail.set(tableOf(source), { reason })
      return source
    },
    async busy({ source }) {
      stub.trouble('StartQueryExecution', new AwsFault('TooManyRequestsException', 'Rate exceeded'), Infinity)
      return { source, end: async () => stub.calm() }
    },
    async slow({ source }: TestTable) {
      stub.hold = () => ({ state: 'RUNNING', bytes: 0 })
      return {
        source: athenaSpec(tableOf(source), { timeout: 'PT1S' }),
        end: async () => void (stub.hold = () => null),
      }
    },
    stop: () => stub.stop(),
  }
}

function tableOf(source: SourceSpec): string {
  return 'athena' in source ? source.athena.table : ''
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function insert(table: string, columns: Readonly<Record<string, TestColumn>>, rows: readonly TestRow[]): string {
  const names = Object.keys(columns)
  const literal = (row: TestRow, name: string): string => {
    const value = row[name] ?? null
    if (value === null) return 'NULL'
    const text = columns[name] === 'instant' ? `${value}+00` : String(value)
    return `'${text.replaceAll("'", "''")}'`
  }
  const values = rows.map((row) => `(${names.map((name) => literal(row, name)).join(', ')})`)
  return `INSERT INTO shop.${table} (${names.map(quoted).join(', ')}) VALUES ${values.join(', ')}`
}
