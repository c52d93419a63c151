import type { FuzzTarget } from '../target.ts'

/** Every parser of what comes from outside, loaded when it is tried. */
export const TARGETS = {
  csv: async () => (await import('./records.ts')).csvTarget(),
  'json-lines': async () => (await import('./records.ts')).jsonLinesTarget(),
  gzip: async () => (await import('./records.ts')).gzipTarget(),
  parquet: async () => (await import('./records.ts')).parquetTarget(),
  timestamp: async () => (await import('./time.ts')).timestampTarget(),
  'path-template': async () => (await import('./time.ts')).pathTemplateTarget(),
  spec: async () => (await import('./documents.ts')).specTarget(),
  'spec-value': async () => (await import('./documents.ts')).specValueTarget(),
  migrate: async () => (await import('./documents.ts')).migrateTarget(),
  'data-file': async () => (await import('./documents.ts')).dataFileTarget(),
  lint: async () => (await import('./policies.ts')).lintTarget(),
  evaluate: async () => (await import('./policies.ts')).evaluateTarget(),
  diff: async () => (await import('./policies.ts')).diffTarget(),
  dump: async () => (await import('./policies.ts')).dumpTarget(),
  api: async () => (await import('./requests.ts')).apiTarget(),
  page: async () => (await import('./requests.ts')).pageTarget(),
  event: async () => (await import('./requests.ts')).eventTarget(),
  chunk: async () => (await import('./state.ts')).chunkTarget(),
  columns: async () => (await import('./state.ts')).columnsTarget(),
  record: async () => (await import('./state.ts')).recordTarget(),
  shard: async () => (await import('./state.ts')).shardTarget(),
} as const satisfies Readonly<Record<string, () => Promise<FuzzTarget>>>

/** Name of a parser. */
export type ParserName = keyof typeof TARGETS
