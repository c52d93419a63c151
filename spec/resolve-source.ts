import type {
  AppFlowSource,
  AthenaSource,
  CloudWatchSource,
  CsvFormat,
  FormatSpec,
  JsonLinesFormat,
  RdsSource,
  RedshiftSource,
  S3Source,
  SourceSpec,
} from './detector.generated.ts'
import { durationSeconds } from './duration.ts'
import { SpecError } from './spec-error.ts'

/** Where records come from, with its defaults. */
export type ResolvedSource =
  ResolvedFiles | ResolvedCloudWatch | ResolvedDatabase | ResolvedRedshift | ResolvedAthena | ResolvedAppFlow

/** What every source has. */
interface SourceHistory {
  /** Whether past data alone is used, for a backtest: nothing new is watched. */
  readonly backtest: boolean
  /** End of a backtest's data as the spec has it, in the dataset's time zone, or null: now. */
  readonly until: string | null
}

/** Files. At least one of the two paths is there. */
export interface ResolvedFiles extends SourceHistory {
  readonly kind: 's3' | 'folder'
  /** Path template of the continuous data, or null. */
  readonly continuous: string | null
  /** Path of the historical data, or null. */
  readonly historical: string | null
  readonly format: ResolvedFormat
}

/** Metrics of CloudWatch. */
export interface ResolvedCloudWatch extends SourceHistory {
  readonly kind: 'cloudwatch'
  readonly namespace: string
  readonly region: string | null
}

/** What all sources have that are asked by SQL. */
interface SqlTable extends SourceHistory {
  readonly database: string
  readonly table: string
  readonly region: string | null
  /** 1 .. 900. */
  readonly timeoutSeconds: number
}

/** A secret with `username` and `password`. */
export interface ResolvedSecret {
  /** Name or ARN. */
  readonly secret: string
  /** What its name begins with. */
  readonly prefix: string
  /** ARN of its key in KMS, or null. */
  readonly key: string | null
}

/** A table of PostgreSQL, MySQL, MariaDB or SQL Server, in RDS, Aurora or elsewhere. */
export interface ResolvedDatabase extends SqlTable {
  readonly kind: 'rds'
  readonly engine: 'postgres' | 'mysql' | 'mariadb' | 'sqlserver'
  readonly address:
    | { readonly kind: 'instance' | 'cluster'; readonly identifier: string }
    | { readonly kind: 'host'; readonly host: string }
  /** Null: the one that is looked up, or the engine's. */
  readonly port: number | null
  /** Null: the engine's. */
  readonly schema: string | null
  readonly credentials:
    | ({ readonly kind: 'secret' } & ResolvedSecret)
    | { readonly kind: 'user'; readonly user: string; readonly passwordVariable: string }
  readonly tls: 'VERIFY' | 'OFF'
  /** Path of a PEM file, or null: those of RDS and of Node. */
  readonly certificateAuthority: string | null
}

/** A table of Redshift. */
export interface ResolvedRedshift extends SqlTable {
  readonly kind: 'redshift'
  readonly target:
    { readonly kind: 'cluster'; readonly identifier: string } | { readonly kind: 'workgroup'; readonly arn: string }
  /** Null: public. */
  readonly schema: string | null
  readonly credentials:
    | ({ readonly kind: 'secret' } & ResolvedSecret)
    | { readonly kind: 'user'; readonly user: string }
    | { readonly kind: 'role' }
}

/** A table that Athena queries. */
export interface ResolvedAthena extends SqlTable {
  readonly kind: 'athena'
  readonly workgroup: string
  readonly catalog: string
  /** `s3://` folder, or null. */
  readonly data: string | null
  readonly results: string | null
  /** Patterns of time by partition column, in the order of the spec. */
  readonly partitions: Readonly<Record<string, string>>
  readonly bytesPerQuery: number | null
  readonly lakeFormation: boolean
}

/** What a flow of AppFlow delivers. */
export interface ResolvedAppFlow extends SourceHistory {
  readonly kind: 'appflow'
  readonly flow: string
  /** `s3://` folder. */
  readonly destination: string
  readonly format: ResolvedFormat
  readonly region: string | null
}

/** Whether a source has files with historical data, apart from those that are watched. */
export function hasHistoricalFiles(source: ResolvedSource): boolean {
  return (source.kind === 's3' || source.kind === 'folder') && source.historical !== null
}

/** Whether the values of an interval are added up where the data lies, so that no records are read. */
export function addsUpItself({ kind }: ResolvedSource): boolean {
  return kind === 'cloudwatch' || kind === 'rds' || kind === 'redshift' || kind === 'athena'
}

/** How records are written. Compression null: told by the first bytes of each file. */
export type ResolvedFormat =
  | {
      readonly kind: 'csv'
      readonly delimiter: string
      /** Empty: values are never quoted. */
      readonly quote: '"' | "'" | ''
      readonly header: boolean
      /** The columns of files without header, null otherwise. */
      readonly columns: readonly string[] | null
      readonly charset: NonNullable<CsvFormat['charset']>
      readonly compression: NonNullable<CsvFormat['compression']> | null
    }
  | {
      readonly kind: 'json-lines'
      readonly charset: NonNullable<JsonLinesFormat['charset']>
      readonly compression: NonNullable<JsonLinesFormat['compression']> | null
    }
  | { readonly kind: 'parquet' }

/** Beginning of the names of secrets that the original service could read. Guide: Using Amazon RDS with Lookout for Metrics. */
export const DEFAULT_SECRET_PREFIX = 'AmazonLookoutMetrics-'

/** Variable of the password of a user in the spec. */
const DEFAULT_PASSWORD_VARIABLE = 'CROWSNEST_DATABASE_PASSWORD'

/** Of queries. */
const DEFAULT_TIMEOUT = 'PT5M'

/**
 * Fills in the defaults of a source.
 *
 * @throws {SpecError} when the spec was not checked
 */
export function resolveSource(source: SourceSpec): ResolvedSource {
  if ('s3' in source) return files('s3', source.s3)
  if ('folder' in source) return files('folder', source.folder)
  if ('cloudwatch' in source) return cloudwatch(source.cloudwatch)
  if ('rds' in source) return database(source.rds)
  if ('redshift' in source) return redshift(source.redshift)
  if ('athena' in source) return athena(source.athena)
  return appflow(source.appflow)
}

function files(kind: 's3' | 'folder', { continuous, historical, format, ...rest }: S3Source): ResolvedFiles {
  const { backtest, until } = historyOf(rest)
  return {
    kind,
    continuous: continuous ?? null,
    historical: historical ?? null,
    format: resolveFormat(format),
    backtest: backtest || continuous === undefined,
    until,
  }
}

function cloudwatch({ namespace, region, ...rest }: CloudWatchSource): ResolvedCloudWatch {
  return { kind: 'cloudwatch', namespace, region: region ?? null, ...historyOf(rest) }
}

/** Aurora speaks as the database that it is compatible with. */
const ENGINES = {
  postgres: 'postgres',
  mysql: 'mysql',
  mariadb: 'mariadb',
  sqlserver: 'sqlserver',
  'aurora-postgresql': 'postgres',
  'aurora-mysql': 'mysql',
} as const

function database(source: RdsSource): ResolvedDatabase {
  const { engine, instance, cluster, host, port, schema, user, passwordVariable, tls, certificateAuthority } = source
  const secret = secretOf(source)
  if (secret === null && user === undefined) throw notChecked('secret')
  return {
    kind: 'rds',
    engine: ENGINES[engine],
    address:
      instance !== undefined
        ? { kind: 'instance', identifier: instance }
        : cluster !== undefined
          ? { kind: 'cluster', identifier: cluster }
          : { kind: 'host', host: host ?? fail('host') },
    port: port ?? null,
    schema: schema ?? null,
    credentials:
      secret === null
        ? { kind: 'user', user: user!, passwordVariable: passwordVariable ?? DEFAULT_PASSWORD_VARIABLE }
        : { kind: 'secret', ...secret },
    tls: tls ?? 'VERIFY',
    certificateAuthority: certificateAuthority ?? null,
    ...tableOf(source),
  }
}

function redshift(source: RedshiftSource): ResolvedRedshift {
  const { cluster, workgroup, schema, user } = source
  const secret = secretOf(source)
  return {
    kind: 'redshift',
    target:
      cluster === undefined
        ? { kind: 'workgroup', arn: workgroup ?? fail('workgroup') }
        : { kind: 'cluster', identifier: cluster },
    schema: schema ?? null,
    credentials:
      secret !== null ? { kind: 'secret', ...secret } : user === undefined ? { kind: 'role' } : { kind: 'user', user },
    ...tableOf(source),
  }
}

function athena(source: AthenaSource): ResolvedAthena {
  const { workgroup, catalog, data, results, partitions, bytesPerQuery, lakeFormation } = source
  return {
    kind: 'athena',
    workgroup,
    catalog: catalog ?? 'AwsDataCatalog',
    data: data ?? null,
    results: results ?? null,
    partitions: partitions ?? {},
    bytesPerQuery: bytesPerQuery ?? null,
    lakeFormation: lakeFormation ?? false,
    ...tableOf(source),
  }
}

function appflow({ flow, destination, format, region, ...rest }: AppFlowSource): ResolvedAppFlow {
  return {
    kind: 'appflow',
    flow,
    destination,
    format: resolveFormat(format),
    region: region ?? null,
    ...historyOf(rest),
  }
}

function historyOf({ backtest, until }: Pick<S3Source, 'backtest' | 'until'>): SourceHistory {
  return { backtest: backtest ?? false, until: until ?? null }
}

function tableOf(
  source: Pick<RdsSource, 'database' | 'table' | 'region' | 'timeout' | 'backtest' | 'until'>,
): SqlTable {
  const { database: name, table, region, timeout = DEFAULT_TIMEOUT } = source
  const timeoutSeconds = durationSeconds(timeout)
  if (timeoutSeconds === null) throw SpecError.of('TIMEOUT_INVALID', ['dataset', 'source'], { got: timeout })
  return { database: name, table, region: region ?? null, timeoutSeconds, ...historyOf(source) }
}

function secretOf({
  secret,
  secretPrefix,
  secretKeyArn,
}: Pick<RdsSource, 'secret' | 'secretPrefix' | 'secretKeyArn'>): ResolvedSecret | null {
  if (secret === undefined) return null
  return { secret, prefix: secretPrefix ?? DEFAULT_SECRET_PREFIX, key: secretKeyArn ?? null }
}

function notChecked(key: string): SpecError {
  return SpecError.of('FIELD_MISSING', ['dataset', 'source'], { key })
}

function fail(key: string): never {
  throw notChecked(key)
}

function resolveFormat(format: FormatSpec): ResolvedFormat {
  if ('parquet' in format) return { kind: 'parquet' }
  if ('jsonLines' in format) {
    const { charset = 'UTF-8', compression = null } = format.jsonLines
    return { kind: 'json-lines', charset, compression }
  }
  const { delimiter = ',', quote = '"', header = true, columns, charset = 'UTF-8', compression = null } = format.csv
  return { kind: 'csv', delimiter, quote, header, columns: header ? null : (columns ?? null), charset, compression }
}
