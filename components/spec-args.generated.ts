// Generated from spec/detector.schema.json by `npm run generate`; edit that instead.
import type * as pulumi from '@pulumi/pulumi'
import type { Interval } from '../spec/index.ts'

/**
 * A detector: what it watches, how often, and whom it tells. Guide: Setting up a detector.
 */
export interface DetectorSpecArgs {
  /**
   * What the detector is for. 1 to 256 characters. Guide: Setting up a detector.
   *
   * @default none
   */
  readonly description?: pulumi.Input<string>
  /**
   * How often the detector looks: every 5 minutes, 10 minutes, hour or day. Data is added up or averaged within each interval. Guide: Setting up a detector.
   */
  readonly interval: pulumi.Input<Interval>
  /**
   * Limits of the original service to use other values for: whole numbers of 1 or more. Guide: Quotas.
   */
  readonly quotas?: pulumi.Input<QuotasSpecArgs>
  /**
   * How an engine in AWS executes an interval: in one function (FUNCTION), on a distributed map of many functions, each of which has a part of the metrics (MAP), or on the map when what was learned takes more than half of the memory of the function, which at the default of 1,769 MB are about 680,000 hourly metrics (AUTO). Results are the same to the last bit. The map is there when the engine was deployed with `map`. On one machine there is no map, and this has no meaning.
   *
   * @default AUTO
   */
  readonly scale?: pulumi.Input<'AUTO' | 'FUNCTION' | 'MAP'>
}

/**
 * The data that the detector watches. Guide: Dataset.
 */
export interface DatasetSpecArgs {
  /**
   * Where the data lies: exactly one kind of source. Guide: Datasource.
   */
  readonly source: pulumi.Input<SourceSpecArgs>
  /**
   * Where a record says when it happened. Required, but for the source cloudwatch. Guide: Timestamps.
   */
  readonly timestamp?: pulumi.Input<DatasetTimestampArgs>
  /**
   * Time zone of timestamps, path templates and the beginning of days: an IANA name. Guide: Setting up a detector.
   *
   * @default UTC
   */
  readonly timezone?: pulumi.Input<string>
  /**
   * How long after the end of an interval its data may still arrive: the detector reads it then. An ISO 8601 duration from PT0S to P5D. Guide: Detector; Setting up a detector.
   *
   * @default PT0S
   */
  readonly offset?: pulumi.Input<string>
  /**
   * The numbers to watch. 1 to 10 (quota `measures`). Guide: Metrics.
   */
  readonly measures: pulumi.Input<readonly pulumi.Input<MeasureSpecArgs>[]>
  /**
   * Fields that split the measures: each combination of their values is a metric of its own. Up to 10 (quota `dimensions`). Guide: Metrics.
   *
   * @default none
   */
  readonly dimensions?: pulumi.Input<readonly pulumi.Input<string>[]>
  /**
   * Values to keep, by dimension: a record stays when every dimension listed here has one of its values. Up to 5 dimensions (quota `filterDimensions`) with 10 values each (quota `filterValues`), a value of up to 40 characters. Guide: Working with filters.
   *
   * @default every record
   */
  readonly filters?: pulumi.Input<Readonly<Record<string, pulumi.Input<readonly pulumi.Input<string>[]>>>>
  /**
   * What it means when a metric has no value in an interval in which others have one. ANOMALY: a metric that nearly always reports and falls silent is anomalous, the more severe the longer it lasts; metrics that often have no value are left alone, and after a week of silence (two weeks at P1D) a metric is taken to be gone. IGNORE: it means nothing. Intervals without any data are in the execution log instead.
   *
   * @default ANOMALY
   */
  readonly missingData?: pulumi.Input<'ANOMALY' | 'IGNORE'>
  /**
   * ARN of an existing role to read the data with, below the path of the engine's service roles. It has to trust the engine for this detector; `crowsnest policy` writes its policies. Guide: Service roles for Amazon Lookout for Metrics.
   *
   * @default a role of its own
   */
  readonly role?: pulumi.Input<string>
}

/**
 * Where a record says when it happened. Required, but for the source cloudwatch, whose values have times of their own. Guide: Timestamps.
 */
export interface DatasetTimestampArgs {
  /**
   * Column or field that holds the timestamp. In files 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit; elsewhere any name of 1 to 255 characters.
   */
  readonly column: pulumi.Input<string>
  /**
   * Pattern of the timestamps: yyyy, MM, dd, HH (0-23) or hh (1-12) with a (AM/PM), mm, ss and the characters between them; text in single quotes stands for itself. Or UNIX: seconds, or milliseconds above 94694400000. It must tell intervals apart: a date alone is enough for P1D only. Up to 63 characters. Guide: Timestamps. Required for files. In databases, for columns of text alone: years first, so that texts are in the order of time.
   *
   * @default the column has a type of dates or timestamps
   */
  readonly format?: pulumi.Input<string>
}

/**
 * A number to watch. Guide: Metrics.
 */
export interface MeasureSpecArgs {
  /**
   * Column or field that holds the number; for the source cloudwatch the name of the measure. In files 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit; elsewhere any name of 1 to 255 characters.
   */
  readonly column: pulumi.Input<string>
  /**
   * How the values of an interval become one: their sum or their average. Guide: Metrics; API reference: AggregationFunction.
   */
  readonly aggregation: pulumi.Input<'SUM' | 'AVG'>
  /**
   * Name of the metric in CloudWatch, where it is not `column`: two statistics of one metric are two measures. Source cloudwatch only.
   *
   * @default the column
   */
  readonly metric?: pulumi.Input<string>
  /**
   * Statistic of CloudWatch that gives a value of an interval: Sum, Average, SampleCount, Minimum, Maximum, IQM, a percentile (p99) or a trimmed statistic (tm90, TM(10%:90%)). Source cloudwatch only.
   *
   * @default Sum or Average, as the aggregation says
   */
  readonly statistic?: pulumi.Input<string>
}

/**
 * Where the data lies: exactly one kind of source. Guide: Datasource.
 */
export interface SourceSpecArgs {
  /**
   * Files in Amazon S3. At least one of `continuous` and `historical` is needed. Guide: Managing a dataset in Amazon S3.
   */
  readonly s3?: pulumi.Input<S3SourceArgs>
  /**
   * Metrics in Amazon CloudWatch: a namespace, whose metrics are the measures and whose dimensions are those of the dataset, or none. Guide: Using Amazon CloudWatch with Lookout for Metrics.
   */
  readonly cloudwatch?: pulumi.Input<CloudWatchSourceArgs>
  /**
   * A table of a database in Amazon RDS or Aurora, or of any server of these kinds that can be reached. The values of an interval are added up by the database. Guide: Using Amazon RDS with Lookout for Metrics.
   */
  readonly rds?: pulumi.Input<RdsSourceArgs>
  /**
   * A table in Amazon Redshift, read through its Data API, without a network interface. Guide: Using Amazon Redshift with Lookout for Metrics.
   */
  readonly redshift?: pulumi.Input<RedshiftSourceArgs>
  /**
   * A table that Amazon Athena queries. Guide: Using Amazon Athena with Lookout for Metrics.
   */
  readonly athena?: pulumi.Input<AthenaSourceArgs>
  /**
   * What a flow of Amazon AppFlow delivers into S3 from another application. Guide: Using Amazon AppFlow with Lookout for Metrics.
   */
  readonly appflow?: pulumi.Input<AppFlowSourceArgs>
}

/**
 * Files in Amazon S3. At least one of `continuous` and `historical` is needed. Guide: Managing a dataset in Amazon S3.
 */
export interface S3SourceArgs {
  /**
   * Path template of the folder that holds the data of one interval; the keys in {{...}} stand for the beginning of the interval in the dataset's time zone. Letters, digits, spaces and _ - / = only, up to 1,024 characters. Guide: Structuring continuous and historical data; Path template keys.
   *
   * @default none; the detector runs a backtest on the historical data
   */
  readonly continuous?: pulumi.Input<string>
  /**
   * Folder (or one file) with data of past intervals to learn from. Files directly in the folder are read. Up to 1,024 characters. Guide: Providing historical data.
   *
   * @default none; earlier intervals of the continuous data are read
   */
  readonly historical?: pulumi.Input<string>
  /**
   * How the records are written: one of csv, jsonLines and parquet. Guide: CSV data; JSON lines.
   */
  readonly format: pulumi.Input<FormatSpecArgs>
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Guide: Backtesting; API reference: BackTestConfiguration.
   *
   * @default false; true where there is historical data alone
   */
  readonly backtest?: pulumi.Input<boolean>
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone.
   *
   * @default now
   */
  readonly until?: pulumi.Input<string>
}

/**
 * How the records are written: one of csv, jsonLines and parquet. Guide: CSV data; JSON lines.
 */
export interface FormatSpecArgs {
  /**
   * A record a line, its fields separated by one character. Guide: CSV data.
   */
  readonly csv?: pulumi.Input<CsvFormatArgs>
  /**
   * A JSON object a line. Guide: JSON lines.
   */
  readonly jsonLines?: pulumi.Input<JsonLinesFormatArgs>
  /**
   * Apache Parquet files. There is nothing to configure.
   */
  readonly parquet?: pulumi.Input<FormatParquetArgs>
}

/**
 * Apache Parquet files. There is nothing to configure.
 */
export interface FormatParquetArgs {}

/**
 * A record a line, its fields separated by one character. Guide: CSV data.
 */
export interface CsvFormatArgs {
  /**
   * The character between two fields: one character, not the end of a line and not the quote. Guide: Create a datasource in Amazon S3.
   *
   * @default a comma
   */
  readonly delimiter?: pulumi.Input<string>
  /**
   * The character around a field that holds delimiters or line ends; empty when fields are never quoted. Guide: Create a datasource in Amazon S3.
   *
   * @default "
   */
  readonly quote?: pulumi.Input<'"' | "'" | ''>
  /**
   * Whether the first line of each file names the columns. Guide: CSV data.
   *
   * @default true
   */
  readonly header?: pulumi.Input<boolean>
  /**
   * The columns of files without a header, all of them and in order. Required when `header` is false. Guide: CSV data; API reference: HeaderList.
   */
  readonly columns?: pulumi.Input<readonly pulumi.Input<string>[]>
  /**
   * Character set of the files. UTF-16 is read in either byte order; a byte order mark is skipped. Guide: CSV data; API reference: Charset.
   *
   * @default UTF-8
   */
  readonly charset?: pulumi.Input<'UTF-8' | 'UTF-16' | 'ISO-8859-1'>
  /**
   * Compression of the files. Guide: CSV data; API reference: FileCompression.
   *
   * @default told by the first bytes of each file
   */
  readonly compression?: pulumi.Input<'none' | 'gzip'>
}

/**
 * A JSON object a line. Guide: JSON lines.
 */
export interface JsonLinesFormatArgs {
  /**
   * Character set of the files. UTF-16 is read in either byte order; a byte order mark is skipped. Guide: CSV data; API reference: Charset.
   *
   * @default UTF-8
   */
  readonly charset?: pulumi.Input<'UTF-8' | 'UTF-16' | 'ISO-8859-1'>
  /**
   * Compression of the files. Guide: CSV data; API reference: FileCompression.
   *
   * @default told by the first bytes of each file
   */
  readonly compression?: pulumi.Input<'none' | 'gzip'>
}

/**
 * Whom to tell about which anomalies, without the name of the alert. Guide: Working with alerts.
 */
export interface AlertRuleArgs {
  /**
   * What the alert is for; it is part of the message. Up to 256 characters. Guide: Creating alerts.
   *
   * @default none
   */
  readonly description?: pulumi.Input<string>
  /**
   * Severity from which the alert fires: a whole number from 0 to 100. Guide: Working with alerts.
   *
   * @default 70
   */
  readonly threshold?: pulumi.Input<number>
  /**
   * Measures to tell about. Up to 5 (quota `alertMeasures`). Guide: Creating alerts.
   *
   * @default all
   */
  readonly measures?: pulumi.Input<readonly pulumi.Input<string>[]>
  /**
   * Values to tell about, by dimension: the anomaly must involve one of the values of every dimension listed here. Up to 5 dimensions (quota `alertDimensions`) with 10 values each (quota `alertValues`). Guide: Creating alerts.
   *
   * @default all
   */
  readonly dimensions?: pulumi.Input<Readonly<Record<string, pulumi.Input<readonly pulumi.Input<string>[]>>>>
  /**
   * Where the alert goes: one of sns, lambda, log and webhook. Guide: Creating alerts.
   */
  readonly channel: pulumi.Input<ChannelSpecArgs>
  /**
   * ARN of an existing role to send the alert with, below the path of the engine's service roles. It has to trust the engine for this alert; `crowsnest policy` writes its policies. Guide: Service roles for Amazon Lookout for Metrics; Creating alerts.
   *
   * @default a role of its own, for the channels sns and lambda
   */
  readonly role?: pulumi.Input<string>
}

/**
 * Whom to tell about which anomalies. Guide: Working with alerts.
 */
export interface AlertSpecArgs extends AlertRuleArgs {
  /**
   * Name of the alert, unique in an account and region. 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit. Guide: Creating alerts; API reference: AlertName.
   */
  readonly name: string
}

/**
 * Where the alert goes: one of sns, lambda, log and webhook. Guide: Creating alerts.
 */
export interface ChannelSpecArgs {
  /**
   * A topic of Amazon SNS. Guide: Creating alerts.
   */
  readonly sns?: pulumi.Input<ChannelSnsArgs>
  /**
   * A function of AWS Lambda, called with the JSON message. Guide: Creating alerts.
   */
  readonly lambda?: pulumi.Input<ChannelLambdaArgs>
  /**
   * The log of the engine. There is nothing to configure.
   */
  readonly log?: pulumi.Input<ChannelLogArgs>
  /**
   * A POST of the JSON message to a URL.
   */
  readonly webhook?: pulumi.Input<ChannelWebhookArgs>
}

/**
 * A topic of Amazon SNS. Guide: Creating alerts.
 */
export interface ChannelSnsArgs {
  /**
   * ARN of the topic. API reference: SNSConfiguration.
   */
  readonly topic: pulumi.Input<string>
  /**
   * JSON for programs, LONG_TEXT for mail, SHORT_TEXT for text messages. API reference: SnsFormat.
   *
   * @default JSON
   */
  readonly format?: pulumi.Input<'JSON' | 'LONG_TEXT' | 'SHORT_TEXT'>
}

/**
 * A function of AWS Lambda, called with the JSON message. Guide: Creating alerts.
 */
export interface ChannelLambdaArgs {
  /**
   * ARN of the function, of its alias or version. API reference: LambdaConfiguration.
   */
  readonly function: pulumi.Input<string>
}

/**
 * The log of the engine. There is nothing to configure.
 */
export interface ChannelLogArgs {}

/**
 * A POST of the JSON message to a URL.
 */
export interface ChannelWebhookArgs {
  /**
   * The URL: https, or http to this machine only. Up to 2,048 characters.
   */
  readonly url: pulumi.Input<string>
}

/**
 * Limits of the original service to use other values for: whole numbers of 1 or more. Guide: Quotas.
 */
export interface QuotasSpecArgs {
  /**
   * Metrics of the detector (measures x combinations of dimension values). Guide: Quotas.
   *
   * @default 5,000 (PT5M), 10,000 (PT10M), 50,000 (PT1H, P1D)
   */
  readonly metrics?: pulumi.Input<number>
  /**
   * Records of one interval. Guide: Quotas.
   *
   * @default 15,000 (PT5M), 24,000 (PT10M), 150,000 (PT1H, P1D)
   */
  readonly recordsPerInterval?: pulumi.Input<number>
  /**
   * Files of one interval. Guide: Quotas.
   *
   * @default 5 (PT5M, PT10M), 10 (PT1H, P1D)
   */
  readonly filesPerInterval?: pulumi.Input<number>
  /**
   * Bytes of the files of one interval. Guide: File size.
   *
   * @default 209,715,200 (200 MB)
   */
  readonly bytesPerInterval?: pulumi.Input<number>
  /**
   * Measures of the dataset. Guide: Quotas.
   *
   * @default 10
   */
  readonly measures?: pulumi.Input<number>
  /**
   * Dimensions of the dataset. Guide: Quotas.
   *
   * @default 10
   */
  readonly dimensions?: pulumi.Input<number>
  /**
   * Past intervals to learn from before watching continuous data. Guide: Providing historical data.
   *
   * @default 2,500
   */
  readonly historyIntervals?: pulumi.Input<number>
  /**
   * Intervals of a backtest, the newest first. Guide: Backtesting data requirements.
   *
   * @default 3,000
   */
  readonly backtestIntervals?: pulumi.Input<number>
  /**
   * Files of historical data. Guide: Quotas.
   *
   * @default 3,000
   */
  readonly historyFiles?: pulumi.Input<number>
  /**
   * Bytes of historical data. AWS General Reference: Lookout for Metrics quotas.
   *
   * @default 107,374,182,400 (102,400 MB)
   */
  readonly historyBytes?: pulumi.Input<number>
  /**
   * Alerts of the detector. Guide: Quotas.
   *
   * @default 10
   */
  readonly alerts?: pulumi.Input<number>
  /**
   * Dimensions that the dataset's filters use. Guide: Creating filters.
   *
   * @default 5
   */
  readonly filterDimensions?: pulumi.Input<number>
  /**
   * Values of one dimension in the dataset's filters. Guide: Creating filters.
   *
   * @default 10
   */
  readonly filterValues?: pulumi.Input<number>
  /**
   * Measures that an alert lists. Guide: Creating alerts.
   *
   * @default 5
   */
  readonly alertMeasures?: pulumi.Input<number>
  /**
   * Dimensions that an alert lists. Guide: Creating alerts.
   *
   * @default 5
   */
  readonly alertDimensions?: pulumi.Input<number>
  /**
   * Values of one dimension that an alert lists. Guide: Creating alerts.
   *
   * @default 10
   */
  readonly alertValues?: pulumi.Input<number>
}

/**
 * Metrics in Amazon CloudWatch: a namespace, whose metrics are the measures and whose dimensions are those of the dataset, or none. Guide: Using Amazon CloudWatch with Lookout for Metrics.
 */
export interface CloudWatchSourceArgs {
  /**
   * Namespace of the metrics.
   */
  readonly namespace: pulumi.Input<string>
  /**
   * AWS Region of the data.
   *
   * @default the engine's
   */
  readonly region?: pulumi.Input<string>
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Guide: Backtesting; API reference: BackTestConfiguration.
   *
   * @default false; true where there is historical data alone
   */
  readonly backtest?: pulumi.Input<boolean>
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone.
   *
   * @default now
   */
  readonly until?: pulumi.Input<string>
}

/**
 * A table of a database in Amazon RDS or Aurora, or of any server of these kinds that can be reached. The values of an interval are added up by the database. Guide: Using Amazon RDS with Lookout for Metrics.
 */
export interface RdsSourceArgs {
  /**
   * Kind of the database.
   */
  readonly engine: pulumi.Input<'postgres' | 'mysql' | 'mariadb' | 'sqlserver' | 'aurora-postgresql' | 'aurora-mysql'>
  /**
   * Identifier of a DB instance, whose address is looked up. One of `instance`, `cluster` and `host` is needed. API reference: DBInstanceIdentifier.
   */
  readonly instance?: pulumi.Input<string>
  /**
   * Identifier of an Aurora cluster, whose reader is looked up.
   */
  readonly cluster?: pulumi.Input<string>
  /**
   * Host name or address of the server, where nothing is to be looked up. API reference: DatabaseHost.
   */
  readonly host?: pulumi.Input<string>
  /**
   * Port of the server.
   *
   * @default the one that is looked up, or the engine's: 5432, 3306, 1433
   */
  readonly port?: pulumi.Input<number>
  /**
   * Name of the database.
   */
  readonly database: pulumi.Input<string>
  /**
   * Schema of the table.
   *
   * @default public (PostgreSQL), dbo (SQL Server); MySQL and MariaDB have none
   */
  readonly schema?: pulumi.Input<string>
  /**
   * Name of the table or view.
   */
  readonly table: pulumi.Input<string>
  /**
   * Name or ARN of a secret in Secrets Manager whose JSON has `username` and `password`; required. One of another account is named by its ARN. Guide: Using Amazon RDS with Lookout for Metrics.
   */
  readonly secret?: pulumi.Input<string>
  /**
   * What the name of the secret has to begin with, so that a typing error opens no other secret.
   *
   * @default AmazonLookoutMetrics-
   */
  readonly secretPrefix?: pulumi.Input<string>
  /**
   * ARN of the key in KMS that the secret is encrypted with.
   *
   * @default none, the key of the service
   */
  readonly secretKeyArn?: pulumi.Input<string>
  /**
   * VERIFY: the connection is encrypted, and the certificate of the server must be of a known authority: those of RDS or of Node. OFF: nothing is encrypted.
   *
   * @default VERIFY
   */
  readonly tls?: pulumi.Input<'VERIFY' | 'OFF'>
  /**
   * AWS Region of the data.
   *
   * @default the engine's
   */
  readonly region?: pulumi.Input<string>
  /**
   * How long a query may run before it is cancelled: an ISO 8601 duration from PT1S to PT15M.
   *
   * @default PT5M
   */
  readonly timeout?: pulumi.Input<string>
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Guide: Backtesting; API reference: BackTestConfiguration.
   *
   * @default false; true where there is historical data alone
   */
  readonly backtest?: pulumi.Input<boolean>
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone.
   *
   * @default now
   */
  readonly until?: pulumi.Input<string>
}

/**
 * A table in Amazon Redshift, read through its Data API, without a network interface. Guide: Using Amazon Redshift with Lookout for Metrics.
 */
export interface RedshiftSourceArgs {
  /**
   * Identifier of a provisioned cluster. One of `cluster` and `workgroup` is needed. API reference: ClusterIdentifier.
   */
  readonly cluster?: pulumi.Input<string>
  /**
   * ARN of a serverless workgroup.
   */
  readonly workgroup?: pulumi.Input<string>
  /**
   * Name of the database.
   */
  readonly database: pulumi.Input<string>
  /**
   * Schema of the table.
   *
   * @default public
   */
  readonly schema?: pulumi.Input<string>
  /**
   * Name of the table or view.
   */
  readonly table: pulumi.Input<string>
  /**
   * Name or ARN of a secret in Secrets Manager whose JSON has `username` and `password`. Guide: Using Amazon RDS with Lookout for Metrics.
   *
   * @default none; the database user is `user`, or the one that belongs to the role
   */
  readonly secret?: pulumi.Input<string>
  /**
   * What the name of the secret has to begin with, so that a typing error opens no other secret.
   *
   * @default AmazonLookoutMetrics-
   */
  readonly secretPrefix?: pulumi.Input<string>
  /**
   * ARN of the key in KMS that the secret is encrypted with.
   *
   * @default none, the key of the service
   */
  readonly secretKeyArn?: pulumi.Input<string>
  /**
   * Database user whose temporary credentials are used; clusters only.
   */
  readonly user?: pulumi.Input<string>
  /**
   * AWS Region of the data.
   *
   * @default the engine's
   */
  readonly region?: pulumi.Input<string>
  /**
   * How long a query may run before it is cancelled: an ISO 8601 duration from PT1S to PT15M.
   *
   * @default PT5M
   */
  readonly timeout?: pulumi.Input<string>
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Guide: Backtesting; API reference: BackTestConfiguration.
   *
   * @default false; true where there is historical data alone
   */
  readonly backtest?: pulumi.Input<boolean>
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone.
   *
   * @default now
   */
  readonly until?: pulumi.Input<string>
}

/**
 * A table that Amazon Athena queries. Guide: Using Amazon Athena with Lookout for Metrics.
 */
export interface AthenaSourceArgs {
  /**
   * Workgroup that runs the queries. API reference: AthenaWorkGroupName.
   */
  readonly workgroup: pulumi.Input<string>
  /**
   * Data catalog of the database. API reference: AthenaDataCatalog.
   *
   * @default AwsDataCatalog
   */
  readonly catalog?: pulumi.Input<string>
  /**
   * Name of the database.
   */
  readonly database: pulumi.Input<string>
  /**
   * Name of the table or view.
   */
  readonly table: pulumi.Input<string>
  /**
   * Folder of the table's files, which the service role may read. Required, but with a role of yours.
   */
  readonly data?: pulumi.Input<string>
  /**
   * Folder of the results of queries, where the workgroup keeps them. Required, but with a role of yours. API reference: S3ResultsPath.
   */
  readonly results?: pulumi.Input<string>
  /**
   * Columns that the table is partitioned by, with what they hold of a time: a pattern of yyyy, MM, dd, HH and mm in the dataset's time zone. A query then reads the partitions of its intervals alone.
   *
   * @default none; the timestamp column is then to be a partition itself
   */
  readonly partitions?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>
  /**
   * Bytes that a query may scan: one that has scanned more is stopped and fails the interval.
   *
   * @default no limit
   */
  readonly bytesPerQuery?: pulumi.Input<number>
  /**
   * Whether Lake Formation governs the table, so that the role needs its permission.
   *
   * @default false
   */
  readonly lakeFormation?: pulumi.Input<boolean>
  /**
   * AWS Region of the data.
   *
   * @default the engine's
   */
  readonly region?: pulumi.Input<string>
  /**
   * How long a query may run before it is cancelled: an ISO 8601 duration from PT1S to PT15M.
   *
   * @default PT5M
   */
  readonly timeout?: pulumi.Input<string>
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Guide: Backtesting; API reference: BackTestConfiguration.
   *
   * @default false; true where there is historical data alone
   */
  readonly backtest?: pulumi.Input<boolean>
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone.
   *
   * @default now
   */
  readonly until?: pulumi.Input<string>
}

/**
 * What a flow of Amazon AppFlow delivers into S3 from another application. Guide: Using Amazon AppFlow with Lookout for Metrics.
 */
export interface AppFlowSourceArgs {
  /**
   * Name of the flow. API reference: FlowName.
   */
  readonly flow: pulumi.Input<string>
  /**
   * Folder in S3 that the flow delivers to: its bucket and prefix.
   */
  readonly destination: pulumi.Input<string>
  /**
   * How the records are written: one of csv, jsonLines and parquet. Guide: CSV data; JSON lines.
   */
  readonly format: pulumi.Input<FormatSpecArgs>
  /**
   * AWS Region of the data.
   *
   * @default the engine's
   */
  readonly region?: pulumi.Input<string>
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Guide: Backtesting; API reference: BackTestConfiguration.
   *
   * @default false; true where there is historical data alone
   */
  readonly backtest?: pulumi.Input<boolean>
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone.
   *
   * @default now
   */
  readonly until?: pulumi.Input<string>
}
