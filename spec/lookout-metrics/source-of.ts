import { placeholdersIn } from '../placeholder.ts'
import { note, present, type Converted, type ConversionNote, type Draft } from './conversion.ts'
import { formatOf } from './format.ts'
import type {
  AppFlowConfig,
  AthenaSourceConfig,
  CloudWatchConfig,
  Metric,
  MetricSource,
  RDSSourceConfig,
  RedshiftSourceConfig,
  S3SourceConfig,
  VpcConfiguration,
} from './shapes.generated.ts'

/** What a conversion to a spec may be told. */
export interface SourceOptions {
  /** Folder that stands for a path in S3, so that the source is one of folders; null: the path stays in S3. */
  readonly folderOf?: (path: string) => string | null
  /** Where the flow of AppFlow delivers to and how, which the API does not say. */
  readonly flow?: { readonly destination: string; readonly format: Draft }
}

/** A source with the role that reads it. */
export interface SourceDraft {
  readonly source: Draft
  readonly role: string | undefined
}

/**
 * The source as a spec has it.
 *
 * @param metrics - of the dataset: those of CloudWatch name their namespace
 */
export function sourceOf(
  metricSource: MetricSource,
  metrics: readonly Metric[],
  options: SourceOptions,
): Converted<SourceDraft> {
  const kinds = Object.entries(metricSource).filter(([, config]) => config !== undefined)
  if (kinds.length !== 1) {
    const message = `Exactly one kind of source is needed; there ${kinds.length === 0 ? 'is none' : `are ${kinds.length}`}.`
    return { value: { source: {}, role: undefined }, notes: [note('NEEDED', 'MetricSource', message)] }
  }
  const { S3SourceConfig, AppFlowConfig, CloudWatchConfig, RDSSourceConfig, RedshiftSourceConfig, AthenaSourceConfig } =
    metricSource
  const { source, notes, role } = (S3SourceConfig && {
    ...filesOf(S3SourceConfig, options),
    role: S3SourceConfig.RoleArn,
  }) ??
    (AppFlowConfig && { ...flowOf(AppFlowConfig, options), role: AppFlowConfig.RoleArn }) ??
    (CloudWatchConfig && { ...metricsOf(CloudWatchConfig, metrics), role: CloudWatchConfig.RoleArn }) ??
    (RDSSourceConfig && { ...databaseOf(RDSSourceConfig), role: RDSSourceConfig.RoleArn }) ??
    (RedshiftSourceConfig && { ...redshiftOf(RedshiftSourceConfig), role: RedshiftSourceConfig.RoleArn }) ?? {
      ...athenaOf(AthenaSourceConfig!),
      role: AthenaSourceConfig!.RoleArn,
    }
  return { value: { source, role }, notes }
}

interface ConvertedSource {
  readonly source: Draft
  readonly notes: readonly ConversionNote[]
}

function filesOf(config: S3SourceConfig, { folderOf = () => null }: SourceOptions): ConvertedSource {
  const member = 'MetricSource.S3SourceConfig'
  const [continuous] = config.TemplatedPathList ?? []
  const [historical] = config.HistoricalDataPathList ?? []
  const descriptor = config.FileFormatDescriptor
  const format = descriptor && formatOf(descriptor, `${member}.FileFormatDescriptor`)
  const paths = present({ continuous, historical })
  const folders = Object.entries(paths).map(([key, path]) => [key, folderOf(path)] as const)
  const inFolders = folders.some(([, folder]) => folder !== null)
  const mixed = inFolders && folders.some(([, folder]) => folder === null)
  const value = { ...(inFolders ? Object.fromEntries(folders) : paths), ...present({ format: format?.value }) }
  return {
    source: inFolders ? { folder: value } : { s3: value },
    notes: [
      ...(format?.notes ?? []),
      ...(mixed
        ? [note('NEEDED', member, 'Both paths have to be in S3, or both in buckets that folders stand for.')]
        : []),
    ],
  }
}

function flowOf({ FlowName }: AppFlowConfig, { flow }: SourceOptions): ConvertedSource {
  const message =
    'The API does not say where the flow delivers to and in which format. Write a spec with `destination` and `format` ' +
    'of the source appflow instead.'
  return {
    source: { appflow: present({ flow: FlowName, ...flow }) },
    notes: flow === undefined ? [note('NEEDED', 'MetricSource.AppFlowConfig', message)] : [],
  }
}

function metricsOf({ BackTestConfiguration }: CloudWatchConfig, metrics: readonly Metric[]): ConvertedSource {
  const namespaces = [...new Set(metrics.map(({ Namespace }) => Namespace).filter((each) => each !== undefined))]
  const message =
    namespaces.length === 0
      ? 'One of the metrics has to name the namespace in CloudWatch.'
      : `All metrics have to be of one namespace; these are of ${namespaces.join(', ')}. Make a detector for each.`
  return {
    source: { cloudwatch: present({ namespace: namespaces[0], backtest: backtestOf(BackTestConfiguration) }) },
    notes: namespaces.length === 1 ? [] : [note('NEEDED', 'MetricList', message)],
  }
}

/** Ports that tell the kind of a database, which the API does not say. */
const ENGINES: Readonly<Record<number, string>> = { 5432: 'postgres', 3306: 'mysql', 1433: 'sqlserver' }

function databaseOf(config: RDSSourceConfig): ConvertedSource {
  const member = 'MetricSource.RDSSourceConfig'
  const { DBInstanceIdentifier: instance, DatabaseHost: host, DatabasePort: port } = config
  const engine = port === undefined ? undefined : ENGINES[port]
  const place = engine === 'mysql' ? { table: config.TableName } : tableOf(config.TableName)
  return {
    source: {
      rds: present({
        engine,
        ...(instance === undefined ? { host } : { instance }),
        port,
        database: config.DatabaseName,
        ...place,
        secret: config.SecretManagerArn,
      }),
    },
    notes: [
      engine === undefined
        ? note('NEEDED', `${member}.DatabasePort`, `The kind of the database is told by its port: ${enginesText()}.`)
        : note('ASSUMED', `${member}.DatabasePort`, `The database is taken for ${engine}, whose port ${port} is.`),
      ...(instance !== undefined && host !== undefined
        ? [note('LOST', `${member}.DatabaseHost`, 'The address is looked up by the identifier of the instance.')]
        : []),
      ...networkNotes(config.VpcConfiguration, member),
    ],
  }
}

function enginesText(): string {
  return Object.entries(ENGINES)
    .map(([port, engine]) => `${port} for ${engine}`)
    .join(', ')
}

function redshiftOf(config: RedshiftSourceConfig): ConvertedSource {
  const member = 'MetricSource.RedshiftSourceConfig'
  const { ClusterIdentifier: cluster, DatabaseName: database, TableName, SecretManagerArn: secret } = config
  const message = 'The cluster is read through its Data API, which needs no address.'
  return {
    source: { redshift: present({ cluster, database, ...tableOf(TableName), secret }) },
    notes: [
      ...(['DatabaseHost', 'DatabasePort'] as const).flatMap((key) =>
        config[key] === undefined ? [] : [note('LOST', `${member}.${key}`, message)],
      ),
      ...networkNotes(config.VpcConfiguration, member),
    ],
  }
}

function athenaOf(config: AthenaSourceConfig): ConvertedSource {
  const athena = present({
    workgroup: config.WorkGroupName,
    catalog: config.DataCatalog,
    database: config.DatabaseName,
    table: config.TableName,
    results: config.S3ResultsPath,
    backtest: backtestOf(config.BackTestConfiguration),
  })
  return { source: { athena }, notes: [] }
}

/** `sales.orders` is the table orders of the schema sales. */
function tableOf(name: string | undefined): { readonly schema?: string; readonly table: string | undefined } {
  // The name of a placeholder may have dots, too.
  if (name !== undefined && placeholdersIn(name).length > 0) return { table: name }
  const [schema, ...table] = name?.split('.') ?? []
  return schema === undefined || table.length === 0 ? { table: name } : { schema, table: table.join('.') }
}

function networkNotes(network: VpcConfiguration | undefined, member: string): readonly ConversionNote[] {
  const message =
    'The network belongs to the engine, not to a dataset: give the subnets and security groups to the component Network.'
  return network === undefined ? [] : [note('LOST', `${member}.VpcConfiguration`, message)]
}

function backtestOf(configuration: { readonly RunBackTestMode: boolean } | undefined): true | undefined {
  return configuration?.RunBackTestMode === true ? true : undefined
}
