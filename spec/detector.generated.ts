// Generated from spec/detector.schema.json by `npm run generate`; edit that instead.

/**
 * Where the data lies: one of s3, folder, cloudwatch, rds, redshift, athena and appflow. Guide: Datasource.
 */
export type SourceSpec =
  | {
      readonly s3: S3Source
    }
  | {
      readonly folder: FolderSource
    }
  | {
      readonly cloudwatch: CloudWatchSource
    }
  | {
      readonly rds: RdsSource
    }
  | {
      readonly redshift: RedshiftSource
    }
  | {
      readonly athena: AthenaSource
    }
  | {
      readonly appflow: AppFlowSource
    }
/**
 * How the records are written: one of csv, jsonLines and parquet. Guide: CSV data; JSON lines.
 */
export type FormatSpec =
  | {
      readonly csv: CsvFormat
    }
  | {
      readonly jsonLines: JsonLinesFormat
    }
  | {
      /**
       * Apache Parquet files. There is nothing to configure.
       */
      readonly parquet: Readonly<Record<string, never>>
    }
/**
 * Where the alert goes: one of sns, lambda, log and webhook. Guide: Creating alerts.
 */
export type ChannelSpec =
  | {
      /**
       * A topic of Amazon SNS. Guide: Creating alerts.
       */
      readonly sns: {
        /**
         * ARN of the topic. API reference: SNSConfiguration.
         */
        readonly topic: string
        /**
         * JSON for programs, LONG_TEXT for mail, SHORT_TEXT for text messages. Default: JSON. API reference: SnsFormat.
         */
        readonly format?: 'JSON' | 'LONG_TEXT' | 'SHORT_TEXT'
      }
    }
  | {
      /**
       * A function of AWS Lambda, called with the JSON message. Guide: Creating alerts.
       */
      readonly lambda: {
        /**
         * ARN of the function, of its alias or version. API reference: LambdaConfiguration.
         */
        readonly function: string
      }
    }
  | {
      /**
       * The log of the engine. There is nothing to configure.
       */
      readonly log: Readonly<Record<string, never>>
    }
  | {
      /**
       * A POST of the JSON message to a URL.
       */
      readonly webhook: {
        /**
         * The URL: https, or http to this machine only. Up to 2,048 characters.
         */
        readonly url: string
      }
    }

/**
 * A detector: what it watches, how often, and whom it tells. Guide: Setting up a detector.
 */
export interface DetectorSpec {
  /**
   * Where this schema lies, for editors that complete and check JSON. Ignored otherwise.
   */
  readonly $schema?: string
  /**
   * Name of the detector. 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit. Guide: Setting up a detector; API reference: AnomalyDetectorName.
   */
  readonly detector: string
  /**
   * What the detector is for. 1 to 256 characters. Default: none. Guide: Setting up a detector.
   */
  readonly description?: string
  /**
   * How often the detector looks: every 5 minutes, 10 minutes, hour or day. Data is added up or averaged within each interval. Guide: Setting up a detector.
   */
  readonly interval: 'PT5M' | 'PT10M' | 'PT1H' | 'P1D'
  readonly dataset: DatasetSpec
  /**
   * Whom to tell about which anomalies. Up to 10 (quota `alerts`). Default: none. Guide: Working with alerts.
   */
  readonly alerts?: readonly AlertSpec[]
  /**
   * Tags of the AWS resources of the detector. Up to 50; keys up to 128 and values up to 256 characters: letters, digits, spaces and _ . : / = + @ -, not beginning with aws:. Default: none. Guide: Tag key and value requirements.
   */
  readonly tags?: {
    readonly [k: string]: string
  }
  readonly quotas?: QuotasSpec
  /**
   * How an engine in AWS executes an interval: in one function (FUNCTION), on a distributed map of many functions, each of which has a part of the metrics (MAP), or on the map when what was learned takes more than half of the memory of the function, which at the default of 1,769 MB are about 680,000 hourly metrics (AUTO). Results are the same to the last bit. The map is there when the engine was deployed with `map`. On one machine there is no map, and this has no meaning. Default: AUTO.
   */
  readonly scale?: 'AUTO' | 'FUNCTION' | 'MAP'
  /**
   * What looks after the detector, such as `the Pulumi stack acme/shop/dev`: the review page and the API do not change a detector that has it, and say who does. 1 to 256 characters. Default: set by the components and by `crowsnest run`.
   */
  readonly managedBy?: string
}
/**
 * The data that the detector watches. Guide: Dataset.
 */
export interface DatasetSpec {
  readonly source: SourceSpec
  /**
   * Where a record says when it happened. Required, but for the source cloudwatch, whose values have times of their own. Guide: Timestamps.
   */
  readonly timestamp?: {
    /**
     * Column or field that holds the timestamp. In files 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit; elsewhere any name of 1 to 255 characters.
     */
    readonly column: string
    /**
     * Pattern of the timestamps: yyyy, MM, dd, HH (0-23) or hh (1-12) with a (AM/PM), mm, ss and the characters between them; text in single quotes stands for itself. Or UNIX: seconds, or milliseconds above 94694400000. It must tell intervals apart: a date alone is enough for P1D only. Up to 63 characters. Guide: Timestamps. Required for files. In databases, for columns of text alone: years first, so that texts are in the order of time. Default: the column has a type of dates or timestamps.
     */
    readonly format?: string
  }
  /**
   * Time zone of timestamps, path templates and the beginning of days: an IANA name. Default: UTC. Guide: Setting up a detector.
   */
  readonly timezone?: string
  /**
   * How long after the end of an interval its data may still arrive: the detector reads it then. An ISO 8601 duration from PT0S to P5D. Default: PT0S. Guide: Detector; Setting up a detector.
   */
  readonly offset?: string
  /**
   * The numbers to watch. 1 to 10 (quota `measures`). Guide: Metrics.
   */
  readonly measures: readonly MeasureSpec[]
  /**
   * Fields that split the measures: each combination of their values is a metric of its own. Up to 10 (quota `dimensions`). Default: none. Guide: Metrics.
   *
   * Items: Column or field of a dimension. In files 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit; elsewhere any name of 1 to 255 characters.
   */
  readonly dimensions?: readonly string[]
  /**
   * Values to keep, by dimension: a record stays when every dimension listed here has one of its values. Up to 5 dimensions (quota `filterDimensions`) with 10 values each (quota `filterValues`), a value of up to 40 characters. Default: every record. Guide: Working with filters.
   */
  readonly filters?: {
    readonly [k: string]: readonly string[]
  }
  /**
   * What it means when a metric has no value in an interval in which others have one. ANOMALY: a metric that nearly always reports and falls silent is anomalous, the more severe the longer it lasts; metrics that often have no value are left alone, and after a week of silence (two weeks at P1D) a metric is taken to be gone. IGNORE: it means nothing. Intervals without any data are in the execution log instead. Default: ANOMALY.
   */
  readonly missingData?: 'ANOMALY' | 'IGNORE'
  /**
   * ARN of the service role with which the engine in AWS reads the data; it must trust the engine for this detector. The source s3 needs one there; without AWS (`crowsnest run`, `crowsnest backtest`) no role is assumed. Default: none; the Pulumi components create one. Guide: Service roles for Amazon Lookout for Metrics.
   */
  readonly role?: string
}
/**
 * Files in Amazon S3. At least one of `continuous` and `historical` is needed. Guide: Managing a dataset in Amazon S3.
 */
export interface S3Source {
  /**
   * Path template of the folder that holds the data of one interval; the keys in {{...}} stand for the beginning of the interval in the dataset's time zone. Letters, digits, spaces and _ - / = only, up to 1,024 characters. Default: none; the detector runs a backtest on the historical data. Guide: Structuring continuous and historical data; Path template keys.
   */
  readonly continuous?: string
  /**
   * Folder (or one file) with data of past intervals to learn from. Files directly in the folder are read. Up to 1,024 characters. Default: none; earlier intervals of the continuous data are read. Guide: Providing historical data.
   */
  readonly historical?: string
  readonly format: FormatSpec
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Default: false; true where there is historical data alone. Guide: Backtesting; API reference: BackTestConfiguration.
   */
  readonly backtest?: boolean
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone. Default: now.
   */
  readonly until?: string
}
/**
 * A record a line, its fields separated by one character. Guide: CSV data.
 */
export interface CsvFormat {
  /**
   * The character between two fields: one character, not the end of a line and not the quote. Default: a comma. Guide: Create a datasource in Amazon S3.
   */
  readonly delimiter?: string
  /**
   * The character around a field that holds delimiters or line ends; empty when fields are never quoted. Default: ". Guide: Create a datasource in Amazon S3.
   */
  readonly quote?: '"' | "'" | ''
  /**
   * Whether the first line of each file names the columns. Default: true. Guide: CSV data.
   */
  readonly header?: boolean
  /**
   * The columns of files without a header, all of them and in order. Required when `header` is false. Guide: CSV data; API reference: HeaderList.
   *
   * Items: Name of a column. 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit.
   */
  readonly columns?: readonly string[]
  /**
   * Character set of the files. Default: UTF-8. UTF-16 is read in either byte order; a byte order mark is skipped. Guide: CSV data; API reference: Charset.
   */
  readonly charset?: 'UTF-8' | 'UTF-16' | 'ISO-8859-1'
  /**
   * Compression of the files. Default: told by the first bytes of each file. Guide: CSV data; API reference: FileCompression.
   */
  readonly compression?: 'none' | 'gzip'
}
/**
 * A JSON object a line. Guide: JSON lines.
 */
export interface JsonLinesFormat {
  /**
   * Character set of the files. Default: UTF-8. UTF-16 is read in either byte order; a byte order mark is skipped. Guide: CSV data; API reference: Charset.
   */
  readonly charset?: 'UTF-8' | 'UTF-16' | 'ISO-8859-1'
  /**
   * Compression of the files. Default: told by the first bytes of each file. Guide: CSV data; API reference: FileCompression.
   */
  readonly compression?: 'none' | 'gzip'
}
/**
 * Files on this machine; paths are relative to the spec. At least one of `continuous` and `historical` is needed.
 */
export interface FolderSource {
  /**
   * Path template of the folder that holds the data of one interval; the keys in {{...}} stand for the beginning of the interval in the dataset's time zone. Up to 1,024 characters. Default: none; the detector runs a backtest on the historical data. Guide: Structuring continuous and historical data; Path template keys.
   */
  readonly continuous?: string
  /**
   * Folder or file with data of past intervals to learn from. Files directly in the folder are read. Up to 1,024 characters. Default: none; earlier intervals of the continuous data are read. Guide: Providing historical data.
   */
  readonly historical?: string
  readonly format: FormatSpec
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Default: false; true where there is historical data alone. Guide: Backtesting; API reference: BackTestConfiguration.
   */
  readonly backtest?: boolean
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone. Default: now.
   */
  readonly until?: string
}
/**
 * Metrics in Amazon CloudWatch: a namespace, whose metrics are the measures and whose dimensions are those of the dataset, or none. Guide: Using Amazon CloudWatch with Lookout for Metrics.
 */
export interface CloudWatchSource {
  /**
   * Namespace of the metrics.
   */
  readonly namespace: string
  /**
   * AWS Region of the data. Default: the engine's, or the environment's.
   */
  readonly region?: string
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Default: false; true where there is historical data alone. Guide: Backtesting; API reference: BackTestConfiguration.
   */
  readonly backtest?: boolean
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone. Default: now.
   */
  readonly until?: string
}
/**
 * A table of a database in Amazon RDS or Aurora, or of any server of these kinds that can be reached. The values of an interval are added up by the database. Guide: Using Amazon RDS with Lookout for Metrics.
 */
export interface RdsSource {
  /**
   * Kind of the database.
   */
  readonly engine: 'postgres' | 'mysql' | 'mariadb' | 'sqlserver' | 'aurora-postgresql' | 'aurora-mysql'
  /**
   * Identifier of a DB instance, whose address is looked up. One of `instance`, `cluster` and `host` is needed. API reference: DBInstanceIdentifier.
   */
  readonly instance?: string
  /**
   * Identifier of an Aurora cluster, whose reader is looked up.
   */
  readonly cluster?: string
  /**
   * Host name or address of the server, where nothing is to be looked up. API reference: DatabaseHost.
   */
  readonly host?: string
  /**
   * Port of the server. Default: the one that is looked up, or the engine's: 5432, 3306, 1433.
   */
  readonly port?: number
  /**
   * Name of the database.
   */
  readonly database: string
  /**
   * Schema of the table. Default: public (PostgreSQL), dbo (SQL Server); MySQL and MariaDB have none.
   */
  readonly schema?: string
  /**
   * Name of the table or view.
   */
  readonly table: string
  /**
   * Name or ARN of a secret in Secrets Manager whose JSON has `username` and `password`. Guide: Using Amazon RDS with Lookout for Metrics. One of `secret` and `user` is needed.
   */
  readonly secret?: string
  /**
   * What the name of the secret has to begin with, so that a typing error opens no other secret. Default: AmazonLookoutMetrics-.
   */
  readonly secretPrefix?: string
  /**
   * ARN of the key in KMS that the secret is encrypted with. Default: none, the key of the service.
   */
  readonly secretKeyArn?: string
  /**
   * User of the database, where there is no secret: for servers outside of AWS. The password is in the environment.
   */
  readonly user?: string
  /**
   * Environment variable with the password of `user`. Default: CROWSNEST_DATABASE_PASSWORD.
   */
  readonly passwordVariable?: string
  /**
   * VERIFY: the connection is encrypted, and the certificate of the server must be of a known authority: those of RDS, of Node, or `certificateAuthority`. OFF: nothing is encrypted, for servers on this machine. Default: VERIFY.
   */
  readonly tls?: 'VERIFY' | 'OFF'
  /**
   * File with the certificates of the authorities to trust in place of the known ones, in PEM, relative to the spec. Default: the authorities of RDS and of Node.
   */
  readonly certificateAuthority?: string
  /**
   * AWS Region of the data. Default: the engine's, or the environment's.
   */
  readonly region?: string
  /**
   * How long a query may run before it is cancelled: an ISO 8601 duration from PT1S to PT15M. Default: PT5M.
   */
  readonly timeout?: string
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Default: false; true where there is historical data alone. Guide: Backtesting; API reference: BackTestConfiguration.
   */
  readonly backtest?: boolean
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone. Default: now.
   */
  readonly until?: string
}
/**
 * A table in Amazon Redshift, read through its Data API, without a network interface. Guide: Using Amazon Redshift with Lookout for Metrics.
 */
export interface RedshiftSource {
  /**
   * Identifier of a provisioned cluster. One of `cluster` and `workgroup` is needed. API reference: ClusterIdentifier.
   */
  readonly cluster?: string
  /**
   * ARN of a serverless workgroup.
   */
  readonly workgroup?: string
  /**
   * Name of the database.
   */
  readonly database: string
  /**
   * Schema of the table. Default: public.
   */
  readonly schema?: string
  /**
   * Name of the table or view.
   */
  readonly table: string
  /**
   * Name or ARN of a secret in Secrets Manager whose JSON has `username` and `password`. Guide: Using Amazon RDS with Lookout for Metrics. Default: none; the database user is `user`, or the one that belongs to the role.
   */
  readonly secret?: string
  /**
   * What the name of the secret has to begin with, so that a typing error opens no other secret. Default: AmazonLookoutMetrics-.
   */
  readonly secretPrefix?: string
  /**
   * ARN of the key in KMS that the secret is encrypted with. Default: none, the key of the service.
   */
  readonly secretKeyArn?: string
  /**
   * Database user whose temporary credentials are used; clusters only.
   */
  readonly user?: string
  /**
   * AWS Region of the data. Default: the engine's, or the environment's.
   */
  readonly region?: string
  /**
   * How long a query may run before it is cancelled: an ISO 8601 duration from PT1S to PT15M. Default: PT5M.
   */
  readonly timeout?: string
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Default: false; true where there is historical data alone. Guide: Backtesting; API reference: BackTestConfiguration.
   */
  readonly backtest?: boolean
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone. Default: now.
   */
  readonly until?: string
}
/**
 * A table that Amazon Athena queries. Guide: Using Amazon Athena with Lookout for Metrics.
 */
export interface AthenaSource {
  /**
   * Workgroup that runs the queries. API reference: AthenaWorkGroupName.
   */
  readonly workgroup: string
  /**
   * Data catalog of the database. Default: AwsDataCatalog. API reference: AthenaDataCatalog.
   */
  readonly catalog?: string
  /**
   * Name of the database.
   */
  readonly database: string
  /**
   * Name of the table or view.
   */
  readonly table: string
  /**
   * Folder of the table's files, which the service role may read. Default: none; needed in AWS where a role is to be made.
   */
  readonly data?: string
  /**
   * Folder of the results of queries. Default: the workgroup's own; needed in AWS where a role is to be made. API reference: S3ResultsPath.
   */
  readonly results?: string
  /**
   * Columns that the table is partitioned by, with what they hold of a time: a pattern of yyyy, MM, dd, HH and mm in the dataset's time zone. A query then reads the partitions of its intervals alone. Default: none; the timestamp column is then to be a partition itself.
   */
  readonly partitions?: {
    readonly [k: string]: string
  }
  /**
   * Bytes that a query may scan: one that has scanned more is stopped and fails the interval. Default: no limit.
   */
  readonly bytesPerQuery?: number
  /**
   * Whether Lake Formation governs the table, so that the role needs its permission. Default: false.
   */
  readonly lakeFormation?: boolean
  /**
   * AWS Region of the data. Default: the engine's, or the environment's.
   */
  readonly region?: string
  /**
   * How long a query may run before it is cancelled: an ISO 8601 duration from PT1S to PT15M. Default: PT5M.
   */
  readonly timeout?: string
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Default: false; true where there is historical data alone. Guide: Backtesting; API reference: BackTestConfiguration.
   */
  readonly backtest?: boolean
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone. Default: now.
   */
  readonly until?: string
}
/**
 * What a flow of Amazon AppFlow delivers into S3 from another application. Guide: Using Amazon AppFlow with Lookout for Metrics.
 */
export interface AppFlowSource {
  /**
   * Name of the flow. API reference: FlowName.
   */
  readonly flow: string
  /**
   * Folder in S3 that the flow delivers to: its bucket and prefix.
   */
  readonly destination: string
  readonly format: FormatSpec
  /**
   * AWS Region of the data. Default: the engine's, or the environment's.
   */
  readonly region?: string
  /**
   * Whether the detector runs a backtest on past data in place of watching new data. Default: false; true where there is historical data alone. Guide: Backtesting; API reference: BackTestConfiguration.
   */
  readonly backtest?: boolean
  /**
   * End of the data of a backtest, which is not part of it: a date or a time in the dataset's time zone. Default: now.
   */
  readonly until?: string
}
/**
 * A number to watch. Guide: Metrics.
 */
export interface MeasureSpec {
  /**
   * Column or field that holds the number; for the source cloudwatch the name of the measure. In files 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit; elsewhere any name of 1 to 255 characters.
   */
  readonly column: string
  /**
   * How the values of an interval become one: their sum or their average. Guide: Metrics; API reference: AggregationFunction.
   */
  readonly aggregation: 'SUM' | 'AVG'
  /**
   * Name of the metric in CloudWatch, where it is not `column`: two statistics of one metric are two measures. Source cloudwatch only. Default: the column.
   */
  readonly metric?: string
  /**
   * Statistic of CloudWatch that gives a value of an interval: Sum, Average, SampleCount, Minimum, Maximum, IQM, a percentile (p99) or a trimmed statistic (tm90, TM(10%:90%)). Source cloudwatch only. Default: Sum or Average, as the aggregation says.
   */
  readonly statistic?: string
}
/**
 * Whom to tell about which anomalies. Guide: Working with alerts.
 */
export interface AlertSpec {
  /**
   * Name of the alert, unique in an account and region. 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit. Guide: Creating alerts; API reference: AlertName.
   */
  readonly name: string
  /**
   * What the alert is for; it is part of the message. Up to 256 characters. Default: none. Guide: Creating alerts.
   */
  readonly description?: string
  /**
   * Severity from which the alert fires: a whole number from 0 to 100. Default: 70. Guide: Working with alerts.
   */
  readonly threshold?: number
  /**
   * Measures to tell about. Up to 5 (quota `alertMeasures`). Default: all. Guide: Creating alerts.
   */
  readonly measures?: readonly string[]
  /**
   * Values to tell about, by dimension: the anomaly must involve one of the values of every dimension listed here. Up to 5 dimensions (quota `alertDimensions`) with 10 values each (quota `alertValues`). Default: all. Guide: Creating alerts.
   */
  readonly dimensions?: {
    readonly [k: string]: readonly string[]
  }
  readonly channel: ChannelSpec
  /**
   * ARN of the service role with which the engine in AWS sends the alert; it must trust the engine for this alert. The channels sns and lambda need one there; without AWS (`crowsnest run`) no role is assumed. Default: none; the Pulumi components create one. Guide: Service roles for Amazon Lookout for Metrics; Creating alerts.
   */
  readonly role?: string
}
/**
 * Limits of the original service to use other values for: whole numbers of 1 or more. Guide: Quotas.
 */
export interface QuotasSpec {
  /**
   * Metrics of the detector (measures x combinations of dimension values). Default: 5,000 (PT5M), 10,000 (PT10M), 50,000 (PT1H, P1D). Guide: Quotas.
   */
  readonly metrics?: number
  /**
   * Records of one interval. Default: 15,000 (PT5M), 24,000 (PT10M), 150,000 (PT1H, P1D). Guide: Quotas.
   */
  readonly recordsPerInterval?: number
  /**
   * Files of one interval. Default: 5 (PT5M, PT10M), 10 (PT1H, P1D). Guide: Quotas.
   */
  readonly filesPerInterval?: number
  /**
   * Bytes of the files of one interval. Default: 209,715,200 (200 MB). Guide: File size.
   */
  readonly bytesPerInterval?: number
  /**
   * Measures of the dataset. Default: 10. Guide: Quotas.
   */
  readonly measures?: number
  /**
   * Dimensions of the dataset. Default: 10. Guide: Quotas.
   */
  readonly dimensions?: number
  /**
   * Past intervals to learn from before watching continuous data. Default: 2,500. Guide: Providing historical data.
   */
  readonly historyIntervals?: number
  /**
   * Intervals of a backtest, the newest first. Default: 3,000. Guide: Backtesting data requirements.
   */
  readonly backtestIntervals?: number
  /**
   * Files of historical data. Default: 3,000. Guide: Quotas.
   */
  readonly historyFiles?: number
  /**
   * Bytes of historical data. Default: 107,374,182,400 (102,400 MB). AWS General Reference: Lookout for Metrics quotas.
   */
  readonly historyBytes?: number
  /**
   * Alerts of the detector. Default: 10. Guide: Quotas.
   */
  readonly alerts?: number
  /**
   * Dimensions that the dataset's filters use. Default: 5. Guide: Creating filters.
   */
  readonly filterDimensions?: number
  /**
   * Values of one dimension in the dataset's filters. Default: 10. Guide: Creating filters.
   */
  readonly filterValues?: number
  /**
   * Measures that an alert lists. Default: 5. Guide: Creating alerts.
   */
  readonly alertMeasures?: number
  /**
   * Dimensions that an alert lists. Default: 5. Guide: Creating alerts.
   */
  readonly alertDimensions?: number
  /**
   * Values of one dimension that an alert lists. Default: 10. Guide: Creating alerts.
   */
  readonly alertValues?: number
}
