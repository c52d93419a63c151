import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

const ROWS = 60

/** Types of the columns t, v, d and w, each a file of its own for every compression. */
const TYPES: readonly (readonly [string, string])[] = [
  ['t BIGINT, v DOUBLE, d VARCHAR, w VARCHAR', "1700000000 + 60 * i, i / 4, 'd' || (i % 7), repeat('w', i % 30)"],
  [
    't TIMESTAMP, v DECIMAL(18, 3), d UUID, w DATE',
    "make_timestamp(1700000000000000 + i * 60000000), i / 8, uuid(), DATE '2026-01-01' + i::INT",
  ],
  ['t VARCHAR, v INTEGER, d BOOLEAN, w INTEGER', '(1700000000 + i)::VARCHAR, nullif(i % 5, 0), i % 2 = 0, i'],
]

const OPTIONS: readonly string[] = [
  ...['uncompressed', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli'].map((codec) => `COMPRESSION ${codec}`),
  'COMPRESSION uncompressed, PARQUET_VERSION v2',
  'COMPRESSION zstd, PARQUET_VERSION v2',
]

/** Small Parquet files as DuckDB writes them. */
export async function parquetFiles(): Promise<readonly Uint8Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'crowsnest-fuzz-'))
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  try {
    const files: Uint8Array[] = []
    for (const [columns, values] of TYPES) {
      await connection.run(
        `CREATE OR REPLACE TABLE data (${columns}); INSERT INTO data SELECT ${values} FROM range(${ROWS}) r(i)`,
      )
      for (const options of OPTIONS) {
        const path = join(folder, 'file.parquet')
        await connection.run(`COPY data TO '${path}' (FORMAT parquet, ${options})`)
        files.push(await readFile(path))
      }
    }
    return files
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(folder, { recursive: true })
  }
}
