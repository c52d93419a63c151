import type { Kind, Totals } from './workload.ts'
import { importWithCrowsnest } from './crowsnest.ts'
import { importWithDuckDb } from './duckdb.ts'
import { importWithCsvParse, importWithJsonParse, importWithPapaparse, importWithUdsv } from './libraries.ts'

/** Reads a file and adds it up. */
export type Importer = (path: string, kind: Kind) => Promise<Totals>

/** Every importer with the kinds that it reads. */
export const IMPORTERS: Readonly<Record<string, { readonly run: Importer; readonly kinds: readonly Kind[] }>> = {
  crowsnest: { run: importWithCrowsnest, kinds: ['csv', 'csv.gz', 'jsonl'] },
  DuckDB: { run: importWithDuckDb, kinds: ['csv', 'csv.gz', 'jsonl'] },
  uDSV: { run: importWithUdsv, kinds: ['csv', 'csv.gz'] },
  papaparse: { run: importWithPapaparse, kinds: ['csv', 'csv.gz'] },
  'csv-parse': { run: importWithCsvParse, kinds: ['csv', 'csv.gz'] },
  'JSON.parse': { run: importWithJsonParse, kinds: ['jsonl'] },
}
