import type { SourceSpec } from '../detector.generated.ts'
import { note, present, type Converted, type ConversionNote } from './conversion.ts'
import { descriptorOf } from './format.ts'
import type { MetricSource } from './shapes.generated.ts'

/** What a conversion from a spec may be told. */
export interface PathOptions {
  /** The path in S3 that a folder stands for; null: none does, and its path is shown as it is. */
  readonly pathOf?: (folder: string) => string | null
}

/** The source as the API describes it. */
export function metricSourceOf(
  source: SourceSpec,
  role: string | undefined,
  { pathOf = () => null }: PathOptions,
): Converted<MetricSource> {
  if ('s3' in source) return filesOf(source.s3, role, (path) => path)
  if ('folder' in source) return filesOf(source.folder, role, (path) => pathOf(path) ?? path)
  if ('cloudwatch' in source) {
    const { backtest, ...rest } = source.cloudwatch
    return {
      value: { CloudWatchConfig: { ...present({ RoleArn: role }), ...backtestOf(backtest) } },
      notes: lost('CloudWatchConfig', rest, ['region', 'until']),
    }
  }
  if ('rds' in source) return databaseOf(source, role)
  if ('redshift' in source) return redshiftOf(source, role)
  if ('athena' in source) {
    const { workgroup, catalog, database, table, results, backtest, ...rest } = source.athena
    return {
      value: {
        AthenaSourceConfig: {
          ...present({
            RoleArn: role,
            DatabaseName: database,
            DataCatalog: catalog ?? 'AwsDataCatalog',
            TableName: table,
            WorkGroupName: workgroup,
            S3ResultsPath: results,
          }),
          ...backtestOf(backtest),
        },
      },
      notes: lost('AthenaSourceConfig', rest, Object.keys(rest)),
    }
  }
  const { flow, ...rest } = source.appflow
  return {
    value: { AppFlowConfig: present({ RoleArn: role, FlowName: flow }) },
    notes: lost('AppFlowConfig', rest, Object.keys(rest)),
  }
}

function filesOf(
  files: Extract<SourceSpec, { s3: unknown }>['s3'],
  role: string | undefined,
  path: (path: string) => string,
): Converted<MetricSource> {
  const { continuous, historical, format, ...rest } = files
  const descriptor = descriptorOf(format, 'MetricSource.S3SourceConfig.FileFormatDescriptor')
  return {
    value: {
      S3SourceConfig: present({
        RoleArn: role,
        TemplatedPathList: continuous === undefined ? undefined : [path(continuous)],
        HistoricalDataPathList: historical === undefined ? undefined : [path(historical)],
        FileFormatDescriptor: descriptor.value,
      }),
    },
    // Historical data alone is a backtest in the API, too.
    notes: [
      ...descriptor.notes,
      ...lost('S3SourceConfig', rest, continuous === undefined ? ['until'] : ['backtest', 'until']),
    ],
  }
}

function databaseOf(source: Extract<SourceSpec, { rds: unknown }>, role: string | undefined): Converted<MetricSource> {
  const { engine, instance, host, port, database, schema, table, secret, ...rest } = source.rds
  return {
    value: {
      RDSSourceConfig: present({
        DBInstanceIdentifier: instance,
        DatabaseHost: host,
        DatabasePort: port ?? PORTS[engine],
        SecretManagerArn: secret,
        DatabaseName: database,
        TableName: tableName(schema, table),
        RoleArn: role,
      }),
    },
    notes: lost('RDSSourceConfig', rest, Object.keys(rest)),
  }
}

const PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  'aurora-postgresql': 5432,
  mysql: 3306,
  mariadb: 3306,
  'aurora-mysql': 3306,
  sqlserver: 1433,
}

function redshiftOf(
  source: Extract<SourceSpec, { redshift: unknown }>,
  role: string | undefined,
): Converted<MetricSource> {
  const { cluster, database, schema, table, secret, ...rest } = source.redshift
  return {
    value: {
      RedshiftSourceConfig: present({
        ClusterIdentifier: cluster,
        SecretManagerArn: secret,
        DatabaseName: database,
        TableName: tableName(schema, table),
        RoleArn: role,
      }),
    },
    notes: lost('RedshiftSourceConfig', rest, Object.keys(rest)),
  }
}

function tableName(schema: string | undefined, table: string): string {
  return schema === undefined ? table : `${schema}.${table}`
}

function backtestOf(backtest: boolean | undefined): {
  readonly BackTestConfiguration?: { readonly RunBackTestMode: true }
} {
  return backtest === true ? { BackTestConfiguration: { RunBackTestMode: true } } : {}
}

/** Notes for what the spec says and the API cannot. */
function lost(config: string, rest: object, keys: readonly string[]): readonly ConversionNote[] {
  const said: Readonly<Record<string, unknown>> = { ...rest }
  return (
    keys
      // False is what is meant without the key.
      .filter((key) => said[key] !== undefined && said[key] !== false)
      .map((key) => note('LOST', `MetricSource.${config}`, `The API has no counterpart of \`${key}\` of the source.`))
  )
}
