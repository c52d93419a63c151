/** Places in a spec with the members of the API that they were made from; `#` is a place in a list. */
const PLACES: readonly (readonly [string, string])[] = [
  ['dataset/timestamp/column', 'TimestampColumn.ColumnName'],
  ['dataset/timestamp/format', 'TimestampColumn.ColumnFormat'],
  ['dataset/timestamp', 'TimestampColumn'],
  ['dataset/timezone', 'Timezone'],
  ['dataset/offset', 'Offset'],
  ['dataset/measures/#/column', 'MetricList[#].MetricName'],
  ['dataset/measures/#/aggregation', 'MetricList[#].AggregationFunction'],
  ['dataset/measures/#', 'MetricList[#]'],
  ['dataset/measures', 'MetricList'],
  ['dataset/dimensions/#', 'DimensionList[#]'],
  ['dataset/dimensions', 'DimensionList'],
  ['dataset/filters', 'DimensionFilterList'],
  ...files('s3'),
  ...files('folder'),
  ['dataset/source/cloudwatch/namespace', 'MetricList'],
  ['dataset/source/cloudwatch', 'MetricSource.CloudWatchConfig'],
  ...under('rds', 'RDSSourceConfig', {
    instance: 'DBInstanceIdentifier',
    host: 'DatabaseHost',
    port: 'DatabasePort',
    engine: 'DatabasePort',
    database: 'DatabaseName',
    schema: 'TableName',
    table: 'TableName',
    secret: 'SecretManagerArn',
  }),
  ...under('redshift', 'RedshiftSourceConfig', {
    cluster: 'ClusterIdentifier',
    database: 'DatabaseName',
    schema: 'TableName',
    table: 'TableName',
    secret: 'SecretManagerArn',
  }),
  ...under('athena', 'AthenaSourceConfig', {
    workgroup: 'WorkGroupName',
    catalog: 'DataCatalog',
    database: 'DatabaseName',
    table: 'TableName',
    results: 'S3ResultsPath',
  }),
  ...under('appflow', 'AppFlowConfig', { flow: 'FlowName' }),
  ['dataset/source', 'MetricSource'],
  ['dataset/role', 'MetricSource'],
  ['alerts/#/name', 'AlertName'],
  ['alerts/#/description', 'AlertDescription'],
  ['alerts/#/threshold', 'AlertSensitivityThreshold'],
  ['alerts/#/measures', 'AlertFilters.MetricList'],
  ['alerts/#/dimensions', 'AlertFilters.DimensionFilterList'],
  ['alerts/#/channel/sns/format', 'Action.SNSConfiguration.SnsFormat'],
  ['alerts/#/channel/sns/topic', 'Action.SNSConfiguration.SnsTopicArn'],
  ['alerts/#/channel/sns', 'Action.SNSConfiguration'],
  ['alerts/#/channel/lambda/function', 'Action.LambdaConfiguration.LambdaArn'],
  ['alerts/#/channel/lambda', 'Action.LambdaConfiguration'],
  ['alerts/#/channel', 'Action'],
  ['alerts/#/role', 'Action'],
  ['alerts/#', 'Action'],
  ['detector', 'AnomalyDetectorName'],
  ['description', 'AnomalyDetectorDescription'],
  ['interval', 'AnomalyDetectorConfig.AnomalyDetectorFrequency'],
  ['tags', 'Tags'],
]

/**
 * The member of the API that a place in a spec was made from.
 *
 * @param path - of a finding
 * @returns such as `MetricList[0].MetricName`; the path itself where there is none
 */
export function memberOf(path: readonly (string | number)[]): string {
  for (let length = path.length; length > 0; length--) {
    const indexes = path.slice(0, length).filter((part) => typeof part === 'number')
    const pattern = path
      .slice(0, length)
      .map((part) => (typeof part === 'number' ? '#' : part))
      .join('/')
    const member = PLACES.find(([place]) => place === pattern)?.[1]
    if (member !== undefined) return member.replace('#', String(indexes.at(-1)))
  }
  return path.join('.')
}

/**
 * The place in a spec that a member of the API becomes: the opposite of `memberOf`. Of an alert the place is within the alert.
 *
 * @param member - such as `MetricList[0].MetricName`
 * @returns null where there is none
 */
export function placeOf(member: string): readonly (string | number)[] | null {
  const index = Number(/\[(\d+)\]/.exec(member)?.[1])
  const pattern = member.replace(/\[\d+\]/, '[#]')
  const found = PLACES.find(([, made]) => made === pattern || made === `${pattern}[0]` || made === member)
  if (found === undefined) return null
  const parts = found[0].replace(/^alerts\/#\//, '').split('/')
  return parts.map((part) => (part === '#' ? index : part))
}

function files(kind: 's3' | 'folder'): readonly (readonly [string, string])[] {
  const csv = {
    delimiter: 'Delimiter',
    quote: 'QuoteSymbol',
    header: 'ContainsHeader',
    columns: 'HeaderList',
    charset: 'Charset',
    compression: 'FileCompression',
  }
  const format = `dataset/source/${kind}/format`
  const descriptor = 'MetricSource.S3SourceConfig.FileFormatDescriptor'
  return [
    ...under(kind, 'S3SourceConfig', { continuous: 'TemplatedPathList[0]', historical: 'HistoricalDataPathList[0]' }),
    ...Object.entries(csv).map(
      ([key, member]) => [`${format}/csv/${key}`, `${descriptor}.CsvFormatDescriptor.${member}`] as const,
    ),
    [`${format}/csv`, `${descriptor}.CsvFormatDescriptor`],
    [`${format}/jsonLines/charset`, `${descriptor}.JsonFormatDescriptor.Charset`],
    [`${format}/jsonLines`, `${descriptor}.JsonFormatDescriptor`],
    [format, descriptor],
  ]
}

function under(
  kind: string,
  config: string,
  members: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] {
  return [
    ...Object.entries(members).map(
      ([key, member]) => [`dataset/source/${kind}/${key}`, `MetricSource.${config}.${member}`] as const,
    ),
    [`dataset/source/${kind}`, `MetricSource.${config}`],
  ]
}
