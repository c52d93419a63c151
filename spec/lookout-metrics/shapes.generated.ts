// Generated from engine/api/wire/wire-facts.yaml by `npm run generate`; edit that instead.

/** API reference: AggregationFunction. */
export type AggregationFunction = 'AVG' | 'SUM'

/** API reference: CSVFileCompression. */
export type CSVFileCompression = 'NONE' | 'GZIP'

/** API reference: FilterOperation. */
export type FilterOperation = 'EQUALS'

/** API reference: Frequency. */
export type Frequency = 'P1D' | 'PT1H' | 'PT10M' | 'PT5M'

/** API reference: JsonFileCompression. */
export type JsonFileCompression = 'NONE' | 'GZIP'

/** API reference: SnsFormat. */
export type SnsFormat = 'LONG_TEXT' | 'SHORT_TEXT' | 'JSON'

/** API reference: Action. */
export interface Action {
  readonly SNSConfiguration?: SNSConfiguration
  readonly LambdaConfiguration?: LambdaConfiguration
}

/** API reference: AlertFilters. */
export interface AlertFilters {
  readonly MetricList?: readonly string[]
  readonly DimensionFilterList?: readonly DimensionFilter[]
}

/** API reference: AppFlowConfig. */
export interface AppFlowConfig {
  readonly RoleArn?: string
  readonly FlowName?: string
}

/** API reference: AthenaSourceConfig. */
export interface AthenaSourceConfig {
  readonly RoleArn?: string
  readonly DatabaseName?: string
  readonly DataCatalog?: string
  readonly TableName?: string
  readonly WorkGroupName?: string
  readonly S3ResultsPath?: string
  readonly BackTestConfiguration?: BackTestConfiguration
}

/** API reference: BackTestConfiguration. */
export interface BackTestConfiguration {
  readonly RunBackTestMode: boolean
}

/** API reference: CloudWatchConfig. */
export interface CloudWatchConfig {
  readonly RoleArn?: string
  readonly BackTestConfiguration?: BackTestConfiguration
}

/** API reference: CsvFormatDescriptor. */
export interface CsvFormatDescriptor {
  readonly FileCompression?: CSVFileCompression
  readonly Charset?: string
  readonly ContainsHeader?: boolean
  readonly Delimiter?: string
  readonly HeaderList?: readonly string[]
  readonly QuoteSymbol?: string
}

/** API reference: DimensionFilter. */
export interface DimensionFilter {
  readonly DimensionName?: string
  readonly DimensionValueList?: readonly string[]
}

/** API reference: FileFormatDescriptor. */
export interface FileFormatDescriptor {
  readonly CsvFormatDescriptor?: CsvFormatDescriptor
  readonly JsonFormatDescriptor?: JsonFormatDescriptor
}

/** API reference: Filter. */
export interface Filter {
  readonly DimensionValue?: string
  readonly FilterOperation?: FilterOperation
}

/** API reference: JsonFormatDescriptor. */
export interface JsonFormatDescriptor {
  readonly FileCompression?: JsonFileCompression
  readonly Charset?: string
}

/** API reference: LambdaConfiguration. */
export interface LambdaConfiguration {
  readonly RoleArn: string
  readonly LambdaArn: string
}

/** API reference: Metric. */
export interface Metric {
  readonly MetricName: string
  readonly AggregationFunction: AggregationFunction
  readonly Namespace?: string
}

/** API reference: MetricSetDimensionFilter. */
export interface MetricSetDimensionFilter {
  readonly Name?: string
  readonly FilterList?: readonly Filter[]
}

/** API reference: MetricSource. */
export interface MetricSource {
  readonly S3SourceConfig?: S3SourceConfig
  readonly AppFlowConfig?: AppFlowConfig
  readonly CloudWatchConfig?: CloudWatchConfig
  readonly RDSSourceConfig?: RDSSourceConfig
  readonly RedshiftSourceConfig?: RedshiftSourceConfig
  readonly AthenaSourceConfig?: AthenaSourceConfig
}

/** API reference: RDSSourceConfig. */
export interface RDSSourceConfig {
  readonly DBInstanceIdentifier?: string
  readonly DatabaseHost?: string
  readonly DatabasePort?: number
  readonly SecretManagerArn?: string
  readonly DatabaseName?: string
  readonly TableName?: string
  readonly RoleArn?: string
  readonly VpcConfiguration?: VpcConfiguration
}

/** API reference: RedshiftSourceConfig. */
export interface RedshiftSourceConfig {
  readonly ClusterIdentifier?: string
  readonly DatabaseHost?: string
  readonly DatabasePort?: number
  readonly SecretManagerArn?: string
  readonly DatabaseName?: string
  readonly TableName?: string
  readonly RoleArn?: string
  readonly VpcConfiguration?: VpcConfiguration
}

/** API reference: S3SourceConfig. */
export interface S3SourceConfig {
  readonly RoleArn?: string
  readonly TemplatedPathList?: readonly string[]
  readonly HistoricalDataPathList?: readonly string[]
  readonly FileFormatDescriptor?: FileFormatDescriptor
}

/** API reference: SNSConfiguration. */
export interface SNSConfiguration {
  readonly RoleArn: string
  readonly SnsTopicArn: string
  readonly SnsFormat?: SnsFormat
}

/** API reference: TimestampColumn. */
export interface TimestampColumn {
  readonly ColumnName?: string
  readonly ColumnFormat?: string
}

/** API reference: VpcConfiguration. */
export interface VpcConfiguration {
  readonly SubnetIdList: readonly string[]
  readonly SecurityGroupIdList: readonly string[]
}
