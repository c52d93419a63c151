// Generated from engine/api/wire/wire-facts.yaml by `npm run generate`; edit that instead.

/** What a member holds. */
export type Content =
  | 'string'
  | 'choice'
  | 'integer'
  | 'double'
  | 'boolean'
  | 'timestamp'
  | { readonly list: Content }
  | { readonly map: Content }
  | { readonly structure: string }

/** Members by structure; those of a resource are all that the API asks or tells of it. */
export const MEMBERS: Readonly<Record<string, Readonly<Record<string, Content>>>> = {
  AnomalyDetector: {
    AnomalyDetectorName: 'string',
    AnomalyDetectorDescription: 'string',
    AnomalyDetectorConfig: { structure: 'AnomalyDetectorConfigSummary' },
    KmsKeyArn: 'string',
    Tags: { map: 'string' },
    AnomalyDetectorArn: 'string',
    CreationTime: 'timestamp',
    LastModificationTime: 'timestamp',
    Status: 'choice',
    FailureReason: 'string',
    FailureType: 'choice',
  },
  AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'choice' },
  AnomalyDetectorConfigSummary: { AnomalyDetectorFrequency: 'choice' },
  MetricSet: {
    AnomalyDetectorArn: 'string',
    MetricSetName: 'string',
    MetricSetDescription: 'string',
    MetricList: { list: { structure: 'Metric' } },
    Offset: 'integer',
    TimestampColumn: { structure: 'TimestampColumn' },
    DimensionList: { list: 'string' },
    MetricSetFrequency: 'choice',
    MetricSource: { structure: 'MetricSource' },
    Timezone: 'string',
    Tags: { map: 'string' },
    DimensionFilterList: { list: { structure: 'MetricSetDimensionFilter' } },
    MetricSetArn: 'string',
    CreationTime: 'timestamp',
    LastModificationTime: 'timestamp',
  },
  Metric: { MetricName: 'string', AggregationFunction: 'choice', Namespace: 'string' },
  TimestampColumn: { ColumnName: 'string', ColumnFormat: 'string' },
  MetricSource: {
    S3SourceConfig: { structure: 'S3SourceConfig' },
    AppFlowConfig: { structure: 'AppFlowConfig' },
    CloudWatchConfig: { structure: 'CloudWatchConfig' },
    RDSSourceConfig: { structure: 'RDSSourceConfig' },
    RedshiftSourceConfig: { structure: 'RedshiftSourceConfig' },
    AthenaSourceConfig: { structure: 'AthenaSourceConfig' },
  },
  S3SourceConfig: {
    RoleArn: 'string',
    TemplatedPathList: { list: 'string' },
    HistoricalDataPathList: { list: 'string' },
    FileFormatDescriptor: { structure: 'FileFormatDescriptor' },
  },
  FileFormatDescriptor: {
    CsvFormatDescriptor: { structure: 'CsvFormatDescriptor' },
    JsonFormatDescriptor: { structure: 'JsonFormatDescriptor' },
  },
  CsvFormatDescriptor: {
    FileCompression: 'choice',
    Charset: 'string',
    ContainsHeader: 'boolean',
    Delimiter: 'string',
    HeaderList: { list: 'string' },
    QuoteSymbol: 'string',
  },
  JsonFormatDescriptor: { FileCompression: 'choice', Charset: 'string' },
  AppFlowConfig: { RoleArn: 'string', FlowName: 'string' },
  CloudWatchConfig: { RoleArn: 'string', BackTestConfiguration: { structure: 'BackTestConfiguration' } },
  BackTestConfiguration: { RunBackTestMode: 'boolean' },
  RDSSourceConfig: {
    DBInstanceIdentifier: 'string',
    DatabaseHost: 'string',
    DatabasePort: 'integer',
    SecretManagerArn: 'string',
    DatabaseName: 'string',
    TableName: 'string',
    RoleArn: 'string',
    VpcConfiguration: { structure: 'VpcConfiguration' },
  },
  VpcConfiguration: { SubnetIdList: { list: 'string' }, SecurityGroupIdList: { list: 'string' } },
  RedshiftSourceConfig: {
    ClusterIdentifier: 'string',
    DatabaseHost: 'string',
    DatabasePort: 'integer',
    SecretManagerArn: 'string',
    DatabaseName: 'string',
    TableName: 'string',
    RoleArn: 'string',
    VpcConfiguration: { structure: 'VpcConfiguration' },
  },
  AthenaSourceConfig: {
    RoleArn: 'string',
    DatabaseName: 'string',
    DataCatalog: 'string',
    TableName: 'string',
    WorkGroupName: 'string',
    S3ResultsPath: 'string',
    BackTestConfiguration: { structure: 'BackTestConfiguration' },
  },
  MetricSetDimensionFilter: { Name: 'string', FilterList: { list: { structure: 'Filter' } } },
  Filter: { DimensionValue: 'string', FilterOperation: 'choice' },
  Alert: {
    AlertName: 'string',
    AlertSensitivityThreshold: 'integer',
    AlertDescription: 'string',
    AnomalyDetectorArn: 'string',
    Action: { structure: 'Action' },
    Tags: { map: 'string' },
    AlertFilters: { structure: 'AlertFilters' },
    AlertArn: 'string',
    AlertType: 'choice',
    AlertStatus: 'choice',
    LastModificationTime: 'timestamp',
    CreationTime: 'timestamp',
  },
  Action: {
    SNSConfiguration: { structure: 'SNSConfiguration' },
    LambdaConfiguration: { structure: 'LambdaConfiguration' },
  },
  SNSConfiguration: { RoleArn: 'string', SnsTopicArn: 'string', SnsFormat: 'choice' },
  LambdaConfiguration: { RoleArn: 'string', LambdaArn: 'string' },
  AlertFilters: { MetricList: { list: 'string' }, DimensionFilterList: { list: { structure: 'DimensionFilter' } } },
  DimensionFilter: { DimensionName: 'string', DimensionValueList: { list: 'string' } },
}
