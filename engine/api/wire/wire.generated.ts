// Generated from engine/api/wire/wire-facts.yaml by `npm run generate`; edit that instead.

import type {
  AggregationFunction,
  CSVFileCompression,
  FilterOperation,
  Frequency,
  JsonFileCompression,
  SnsFormat,
  Action,
  AlertFilters,
  AppFlowConfig,
  AthenaSourceConfig,
  BackTestConfiguration,
  CloudWatchConfig,
  CsvFormatDescriptor,
  DimensionFilter,
  FileFormatDescriptor,
  Filter,
  JsonFormatDescriptor,
  LambdaConfiguration,
  Metric,
  MetricSetDimensionFilter,
  MetricSource,
  RDSSourceConfig,
  RedshiftSourceConfig,
  S3SourceConfig,
  SNSConfiguration,
  TimestampColumn,
  VpcConfiguration,
} from '../../../spec/lookout-metrics/index.ts'
export type {
  AggregationFunction,
  CSVFileCompression,
  FilterOperation,
  Frequency,
  JsonFileCompression,
  SnsFormat,
  Action,
  AlertFilters,
  AppFlowConfig,
  AthenaSourceConfig,
  BackTestConfiguration,
  CloudWatchConfig,
  CsvFormatDescriptor,
  DimensionFilter,
  FileFormatDescriptor,
  Filter,
  JsonFormatDescriptor,
  LambdaConfiguration,
  Metric,
  MetricSetDimensionFilter,
  MetricSource,
  RDSSourceConfig,
  RedshiftSourceConfig,
  S3SourceConfig,
  SNSConfiguration,
  TimestampColumn,
  VpcConfiguration,
}
/** API reference: AlertStatus. */
export type AlertStatus = 'ACTIVE' | 'INACTIVE'

/** API reference: AlertType. */
export type AlertType = 'SNS' | 'LAMBDA'

/** API reference: AnomalyDetectionTaskStatus. */
export type AnomalyDetectionTaskStatus = 'PENDING' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | 'FAILED_TO_SCHEDULE'

/** API reference: AnomalyDetectorFailureType. */
export type AnomalyDetectorFailureType =
  'ACTIVATION_FAILURE' | 'BACK_TEST_ACTIVATION_FAILURE' | 'DELETION_FAILURE' | 'DEACTIVATION_FAILURE'

/** API reference: AnomalyDetectorStatus. */
export type AnomalyDetectorStatus =
  | 'ACTIVE'
  | 'ACTIVATING'
  | 'DELETING'
  | 'FAILED'
  | 'INACTIVE'
  | 'LEARNING'
  | 'BACK_TEST_ACTIVATING'
  | 'BACK_TEST_ACTIVE'
  | 'BACK_TEST_COMPLETE'
  | 'DEACTIVATED'
  | 'DEACTIVATING'

/** API reference: Confidence. */
export type Confidence = 'HIGH' | 'LOW' | 'NONE'

/** API reference: DataQualityMetricType. */
export type DataQualityMetricType =
  | 'COLUMN_COMPLETENESS'
  | 'DIMENSION_UNIQUENESS'
  | 'TIME_SERIES_COUNT'
  | 'ROWS_PROCESSED'
  | 'ROWS_PARTIAL_COMPLIANCE'
  | 'INVALID_ROWS_COMPLIANCE'
  | 'BACKTEST_TRAINING_DATA_START_TIME_STAMP'
  | 'BACKTEST_TRAINING_DATA_END_TIME_STAMP'
  | 'BACKTEST_INFERENCE_DATA_START_TIME_STAMP'
  | 'BACKTEST_INFERENCE_DATA_END_TIME_STAMP'

/** API reference: RelationshipType. */
export type RelationshipType = 'CAUSE_OF_INPUT_ANOMALY_GROUP' | 'EFFECT_OF_INPUT_ANOMALY_GROUP'

/** API reference: ValidationExceptionReason. */
export type ValidationExceptionReason = 'UNKNOWN_OPERATION' | 'CANNOT_PARSE' | 'FIELD_VALIDATION_FAILED' | 'OTHER'

/** API reference: Alert. */
export interface Alert {
  readonly Action?: Action
  readonly AlertDescription?: string
  readonly AlertArn?: string
  readonly AnomalyDetectorArn?: string
  readonly AlertName?: string
  readonly AlertSensitivityThreshold?: number
  readonly AlertType?: AlertType
  readonly AlertStatus?: AlertStatus
  readonly LastModificationTime?: number
  readonly CreationTime?: number
  readonly AlertFilters?: AlertFilters
}

/** API reference: AlertSummary. */
export interface AlertSummary {
  readonly AlertArn?: string
  readonly AnomalyDetectorArn?: string
  readonly AlertName?: string
  readonly AlertSensitivityThreshold?: number
  readonly AlertType?: AlertType
  readonly AlertStatus?: AlertStatus
  readonly LastModificationTime?: number
  readonly CreationTime?: number
  readonly Tags?: Readonly<Record<string, string>>
}

/** API reference: AnomalyDetectorConfig. */
export interface AnomalyDetectorConfig {
  readonly AnomalyDetectorFrequency?: Frequency
}

/** API reference: AnomalyDetectorConfigSummary. */
export interface AnomalyDetectorConfigSummary {
  readonly AnomalyDetectorFrequency?: Frequency
}

/** API reference: AnomalyDetectorDataQualityMetric. */
export interface AnomalyDetectorDataQualityMetric {
  readonly StartTimestamp?: number
  readonly MetricSetDataQualityMetricList?: readonly MetricSetDataQualityMetric[]
}

/** API reference: AnomalyDetectorSummary. */
export interface AnomalyDetectorSummary {
  readonly AnomalyDetectorArn?: string
  readonly AnomalyDetectorName?: string
  readonly AnomalyDetectorDescription?: string
  readonly CreationTime?: number
  readonly LastModificationTime?: number
  readonly Status?: AnomalyDetectorStatus
  readonly Tags?: Readonly<Record<string, string>>
}

/** API reference: AnomalyGroup. */
export interface AnomalyGroup {
  readonly StartTime?: string
  readonly EndTime?: string
  readonly AnomalyGroupId?: string
  readonly AnomalyGroupScore?: number
  readonly PrimaryMetricName?: string
  readonly MetricLevelImpactList?: readonly MetricLevelImpact[]
}

/** API reference: AnomalyGroupStatistics. */
export interface AnomalyGroupStatistics {
  readonly EvaluationStartDate?: string
  readonly TotalCount?: number
  readonly ItemizedMetricStatsList?: readonly ItemizedMetricStats[]
}

/** API reference: AnomalyGroupSummary. */
export interface AnomalyGroupSummary {
  readonly StartTime?: string
  readonly EndTime?: string
  readonly AnomalyGroupId?: string
  readonly AnomalyGroupScore?: number
  readonly PrimaryMetricName?: string
}

/** API reference: AnomalyGroupTimeSeries. */
export interface AnomalyGroupTimeSeries {
  readonly AnomalyGroupId: string
  readonly TimeSeriesId?: string
}

/** API reference: AnomalyGroupTimeSeriesFeedback. */
export interface AnomalyGroupTimeSeriesFeedback {
  readonly AnomalyGroupId: string
  readonly TimeSeriesId: string
  readonly IsAnomaly: boolean
}

/** API reference: AttributeValue. */
export interface AttributeValue {
  readonly S?: string
  readonly N?: string
  readonly B?: string
  readonly SS?: readonly string[]
  readonly NS?: readonly string[]
  readonly BS?: readonly string[]
}

/** API reference: AutoDetectionMetricSource. */
export interface AutoDetectionMetricSource {
  readonly S3SourceConfig?: AutoDetectionS3SourceConfig
}

/** API reference: AutoDetectionS3SourceConfig. */
export interface AutoDetectionS3SourceConfig {
  readonly TemplatedPathList?: readonly string[]
  readonly HistoricalDataPathList?: readonly string[]
}

/** API reference: ContributionMatrix. */
export interface ContributionMatrix {
  readonly DimensionContributionList?: readonly DimensionContribution[]
}

/** API reference: DataQualityMetric. */
export interface DataQualityMetric {
  readonly MetricType?: DataQualityMetricType
  readonly MetricDescription?: string
  readonly RelatedColumnName?: string
  readonly MetricValue?: number
}

/** API reference: DetectedCsvFormatDescriptor. */
export interface DetectedCsvFormatDescriptor {
  readonly FileCompression?: DetectedField
  readonly Charset?: DetectedField
  readonly ContainsHeader?: DetectedField
  readonly Delimiter?: DetectedField
  readonly HeaderList?: DetectedField
  readonly QuoteSymbol?: DetectedField
}

/** API reference: DetectedField. */
export interface DetectedField {
  readonly Value?: AttributeValue
  readonly Confidence?: Confidence
  readonly Message?: string
}

/** API reference: DetectedFileFormatDescriptor. */
export interface DetectedFileFormatDescriptor {
  readonly CsvFormatDescriptor?: DetectedCsvFormatDescriptor
  readonly JsonFormatDescriptor?: DetectedJsonFormatDescriptor
}

/** API reference: DetectedJsonFormatDescriptor. */
export interface DetectedJsonFormatDescriptor {
  readonly FileCompression?: DetectedField
  readonly Charset?: DetectedField
}

/** API reference: DetectedMetricSetConfig. */
export interface DetectedMetricSetConfig {
  readonly Offset?: DetectedField
  readonly MetricSetFrequency?: DetectedField
  readonly MetricSource?: DetectedMetricSource
}

/** API reference: DetectedMetricSource. */
export interface DetectedMetricSource {
  readonly S3SourceConfig?: DetectedS3SourceConfig
}

/** API reference: DetectedS3SourceConfig. */
export interface DetectedS3SourceConfig {
  readonly FileFormatDescriptor?: DetectedFileFormatDescriptor
}

/** API reference: DimensionContribution. */
export interface DimensionContribution {
  readonly DimensionName?: string
  readonly DimensionValueContributionList?: readonly DimensionValueContribution[]
}

/** API reference: DimensionNameValue. */
export interface DimensionNameValue {
  readonly DimensionName: string
  readonly DimensionValue: string
}

/** API reference: DimensionValueContribution. */
export interface DimensionValueContribution {
  readonly DimensionValue?: string
  readonly ContributionScore?: number
}

/** API reference: ExecutionStatus. */
export interface ExecutionStatus {
  readonly Timestamp?: string
  readonly Status?: AnomalyDetectionTaskStatus
  readonly FailureReason?: string
}

/** API reference: InterMetricImpactDetails. */
export interface InterMetricImpactDetails {
  readonly MetricName?: string
  readonly AnomalyGroupId?: string
  readonly RelationshipType?: RelationshipType
  readonly ContributionPercentage?: number
}

/** API reference: ItemizedMetricStats. */
export interface ItemizedMetricStats {
  readonly MetricName?: string
  readonly OccurrenceCount?: number
}

/** API reference: MetricLevelImpact. */
export interface MetricLevelImpact {
  readonly MetricName?: string
  readonly NumTimeSeries?: number
  readonly ContributionMatrix?: ContributionMatrix
}

/** API reference: MetricSetDataQualityMetric. */
export interface MetricSetDataQualityMetric {
  readonly MetricSetArn?: string
  readonly DataQualityMetricList?: readonly DataQualityMetric[]
}

/** API reference: MetricSetSummary. */
export interface MetricSetSummary {
  readonly MetricSetArn?: string
  readonly AnomalyDetectorArn?: string
  readonly MetricSetDescription?: string
  readonly MetricSetName?: string
  readonly CreationTime?: number
  readonly LastModificationTime?: number
  readonly Tags?: Readonly<Record<string, string>>
}

/** API reference: SampleDataS3SourceConfig. */
export interface SampleDataS3SourceConfig {
  readonly RoleArn: string
  readonly TemplatedPathList?: readonly string[]
  readonly HistoricalDataPathList?: readonly string[]
  readonly FileFormatDescriptor: FileFormatDescriptor
}

/** API reference: TimeSeries. */
export interface TimeSeries {
  readonly TimeSeriesId: string
  readonly DimensionList: readonly DimensionNameValue[]
  readonly MetricValueList: readonly (number | null)[]
}

/** API reference: TimeSeriesFeedback. */
export interface TimeSeriesFeedback {
  readonly TimeSeriesId?: string
  readonly IsAnomaly?: boolean
}

/** API reference: ValidationExceptionField. */
export interface ValidationExceptionField {
  readonly Name: string
  readonly Message: string
}

/** API reference: ActivateAnomalyDetectorRequest. */
export interface ActivateAnomalyDetectorRequest {
  readonly AnomalyDetectorArn: string
}

/** API reference: ActivateAnomalyDetectorResponse. */
export type ActivateAnomalyDetectorResponse = Readonly<Record<string, never>>

/** API reference: BackTestAnomalyDetectorRequest. */
export interface BackTestAnomalyDetectorRequest {
  readonly AnomalyDetectorArn: string
}

/** API reference: BackTestAnomalyDetectorResponse. */
export type BackTestAnomalyDetectorResponse = Readonly<Record<string, never>>

/** API reference: CreateAlertRequest. */
export interface CreateAlertRequest {
  readonly AlertName: string
  readonly AlertSensitivityThreshold?: number
  readonly AlertDescription?: string
  readonly AnomalyDetectorArn: string
  readonly Action: Action
  readonly Tags?: Readonly<Record<string, string>>
  readonly AlertFilters?: AlertFilters
}

/** API reference: CreateAlertResponse. */
export interface CreateAlertResponse {
  readonly AlertArn?: string
}

/** API reference: CreateAnomalyDetectorRequest. */
export interface CreateAnomalyDetectorRequest {
  readonly AnomalyDetectorName: string
  readonly AnomalyDetectorDescription?: string
  readonly AnomalyDetectorConfig: AnomalyDetectorConfig
  readonly KmsKeyArn?: string
  readonly Tags?: Readonly<Record<string, string>>
}

/** API reference: CreateAnomalyDetectorResponse. */
export interface CreateAnomalyDetectorResponse {
  readonly AnomalyDetectorArn?: string
}

/** API reference: CreateMetricSetRequest. */
export interface CreateMetricSetRequest {
  readonly AnomalyDetectorArn: string
  readonly MetricSetName: string
  readonly MetricSetDescription?: string
  readonly MetricList: readonly Metric[]
  readonly Offset?: number
  readonly TimestampColumn?: TimestampColumn
  readonly DimensionList?: readonly string[]
  readonly MetricSetFrequency?: Frequency
  readonly MetricSource: MetricSource
  readonly Timezone?: string
  readonly Tags?: Readonly<Record<string, string>>
  readonly DimensionFilterList?: readonly MetricSetDimensionFilter[]
}

/** API reference: CreateMetricSetResponse. */
export interface CreateMetricSetResponse {
  readonly MetricSetArn?: string
}

/** API reference: DeactivateAnomalyDetectorRequest. */
export interface DeactivateAnomalyDetectorRequest {
  readonly AnomalyDetectorArn: string
}

/** API reference: DeactivateAnomalyDetectorResponse. */
export type DeactivateAnomalyDetectorResponse = Readonly<Record<string, never>>

/** API reference: DeleteAlertRequest. */
export interface DeleteAlertRequest {
  readonly AlertArn: string
}

/** API reference: DeleteAlertResponse. */
export type DeleteAlertResponse = Readonly<Record<string, never>>

/** API reference: DeleteAnomalyDetectorRequest. */
export interface DeleteAnomalyDetectorRequest {
  readonly AnomalyDetectorArn: string
}

/** API reference: DeleteAnomalyDetectorResponse. */
export type DeleteAnomalyDetectorResponse = Readonly<Record<string, never>>

/** API reference: DescribeAlertRequest. */
export interface DescribeAlertRequest {
  readonly AlertArn: string
}

/** API reference: DescribeAlertResponse. */
export interface DescribeAlertResponse {
  readonly Alert?: Alert
}

/** API reference: DescribeAnomalyDetectionExecutionsRequest. */
export interface DescribeAnomalyDetectionExecutionsRequest {
  readonly AnomalyDetectorArn: string
  readonly Timestamp?: string
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** API reference: DescribeAnomalyDetectionExecutionsResponse. */
export interface DescribeAnomalyDetectionExecutionsResponse {
  readonly ExecutionList?: readonly ExecutionStatus[]
  readonly NextToken?: string
}

/** API reference: DescribeAnomalyDetectorRequest. */
export interface DescribeAnomalyDetectorRequest {
  readonly AnomalyDetectorArn: string
}

/** API reference: DescribeAnomalyDetectorResponse. */
export interface DescribeAnomalyDetectorResponse {
  readonly AnomalyDetectorArn?: string
  readonly AnomalyDetectorName?: string
  readonly AnomalyDetectorDescription?: string
  readonly AnomalyDetectorConfig?: AnomalyDetectorConfigSummary
  readonly CreationTime?: number
  readonly LastModificationTime?: number
  readonly Status?: AnomalyDetectorStatus
  readonly FailureReason?: string
  readonly KmsKeyArn?: string
  readonly FailureType?: AnomalyDetectorFailureType
}

/** API reference: DescribeMetricSetRequest. */
export interface DescribeMetricSetRequest {
  readonly MetricSetArn: string
}

/** API reference: DescribeMetricSetResponse. */
export interface DescribeMetricSetResponse {
  readonly MetricSetArn?: string
  readonly AnomalyDetectorArn?: string
  readonly MetricSetName?: string
  readonly MetricSetDescription?: string
  readonly CreationTime?: number
  readonly LastModificationTime?: number
  readonly Offset?: number
  readonly MetricList?: readonly Metric[]
  readonly TimestampColumn?: TimestampColumn
  readonly DimensionList?: readonly string[]
  readonly MetricSetFrequency?: Frequency
  readonly Timezone?: string
  readonly MetricSource?: MetricSource
  readonly DimensionFilterList?: readonly MetricSetDimensionFilter[]
}

/** API reference: DetectMetricSetConfigRequest. */
export interface DetectMetricSetConfigRequest {
  readonly AnomalyDetectorArn: string
  readonly AutoDetectionMetricSource: AutoDetectionMetricSource
}

/** API reference: DetectMetricSetConfigResponse. */
export interface DetectMetricSetConfigResponse {
  readonly DetectedMetricSetConfig?: DetectedMetricSetConfig
}

/** API reference: GetAnomalyGroupRequest. */
export interface GetAnomalyGroupRequest {
  readonly AnomalyGroupId: string
  readonly AnomalyDetectorArn: string
}

/** API reference: GetAnomalyGroupResponse. */
export interface GetAnomalyGroupResponse {
  readonly AnomalyGroup?: AnomalyGroup
}

/** API reference: GetDataQualityMetricsRequest. */
export interface GetDataQualityMetricsRequest {
  readonly AnomalyDetectorArn: string
  readonly MetricSetArn?: string
}

/** API reference: GetDataQualityMetricsResponse. */
export interface GetDataQualityMetricsResponse {
  readonly AnomalyDetectorDataQualityMetricList?: readonly AnomalyDetectorDataQualityMetric[]
}

/** API reference: GetFeedbackRequest. */
export interface GetFeedbackRequest {
  readonly AnomalyDetectorArn: string
  readonly AnomalyGroupTimeSeriesFeedback: AnomalyGroupTimeSeries
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** API reference: GetFeedbackResponse. */
export interface GetFeedbackResponse {
  readonly AnomalyGroupTimeSeriesFeedback?: readonly TimeSeriesFeedback[]
  readonly NextToken?: string
}

/** API reference: GetSampleDataRequest. */
export interface GetSampleDataRequest {
  readonly S3SourceConfig?: SampleDataS3SourceConfig
}

/** API reference: GetSampleDataResponse. */
export interface GetSampleDataResponse {
  readonly HeaderValues?: readonly string[]
  readonly SampleRows?: readonly (readonly string[])[]
}

/** API reference: ListAlertsRequest. */
export interface ListAlertsRequest {
  readonly AnomalyDetectorArn?: string
  readonly NextToken?: string
  readonly MaxResults?: number
}

/** API reference: ListAlertsResponse. */
export interface ListAlertsResponse {
  readonly AlertSummaryList?: readonly AlertSummary[]
  readonly NextToken?: string
}

/** API reference: ListAnomalyDetectorsRequest. */
export interface ListAnomalyDetectorsRequest {
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** API reference: ListAnomalyDetectorsResponse. */
export interface ListAnomalyDetectorsResponse {
  readonly AnomalyDetectorSummaryList?: readonly AnomalyDetectorSummary[]
  readonly NextToken?: string
}

/** API reference: ListAnomalyGroupRelatedMetricsRequest. */
export interface ListAnomalyGroupRelatedMetricsRequest {
  readonly AnomalyDetectorArn: string
  readonly AnomalyGroupId: string
  readonly RelationshipTypeFilter?: RelationshipType
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** API reference: ListAnomalyGroupRelatedMetricsResponse. */
export interface ListAnomalyGroupRelatedMetricsResponse {
  readonly InterMetricImpactList?: readonly InterMetricImpactDetails[]
  readonly NextToken?: string
}

/** API reference: ListAnomalyGroupSummariesRequest. */
export interface ListAnomalyGroupSummariesRequest {
  readonly AnomalyDetectorArn: string
  readonly SensitivityThreshold: number
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** API reference: ListAnomalyGroupSummariesResponse. */
export interface ListAnomalyGroupSummariesResponse {
  readonly AnomalyGroupSummaryList?: readonly AnomalyGroupSummary[]
  readonly AnomalyGroupStatistics?: AnomalyGroupStatistics
  readonly NextToken?: string
}

/** API reference: ListAnomalyGroupTimeSeriesRequest. */
export interface ListAnomalyGroupTimeSeriesRequest {
  readonly AnomalyDetectorArn: string
  readonly AnomalyGroupId: string
  readonly MetricName: string
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** API reference: ListAnomalyGroupTimeSeriesResponse. */
export interface ListAnomalyGroupTimeSeriesResponse {
  readonly AnomalyGroupId?: string
  readonly MetricName?: string
  readonly TimestampList?: readonly string[]
  readonly NextToken?: string
  readonly TimeSeriesList?: readonly TimeSeries[]
}

/** API reference: ListMetricSetsRequest. */
export interface ListMetricSetsRequest {
  readonly AnomalyDetectorArn?: string
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** API reference: ListMetricSetsResponse. */
export interface ListMetricSetsResponse {
  readonly MetricSetSummaryList?: readonly MetricSetSummary[]
  readonly NextToken?: string
}

/** API reference: ListTagsForResourceRequest. */
export interface ListTagsForResourceRequest {
  readonly ResourceArn: string
}

/** API reference: ListTagsForResourceResponse. */
export interface ListTagsForResourceResponse {
  readonly Tags?: Readonly<Record<string, string>>
}

/** API reference: PutFeedbackRequest. */
export interface PutFeedbackRequest {
  readonly AnomalyDetectorArn: string
  readonly AnomalyGroupTimeSeriesFeedback: AnomalyGroupTimeSeriesFeedback
}

/** API reference: PutFeedbackResponse. */
export type PutFeedbackResponse = Readonly<Record<string, never>>

/** API reference: TagResourceRequest. */
export interface TagResourceRequest {
  readonly ResourceArn: string
  readonly Tags: Readonly<Record<string, string>>
}

/** API reference: TagResourceResponse. */
export type TagResourceResponse = Readonly<Record<string, never>>

/** API reference: UntagResourceRequest. */
export interface UntagResourceRequest {
  readonly ResourceArn: string
  readonly TagKeys: readonly string[]
}

/** API reference: UntagResourceResponse. */
export type UntagResourceResponse = Readonly<Record<string, never>>

/** API reference: UpdateAlertRequest. */
export interface UpdateAlertRequest {
  readonly AlertArn: string
  readonly AlertDescription?: string
  readonly AlertSensitivityThreshold?: number
  readonly Action?: Action
  readonly AlertFilters?: AlertFilters
}

/** API reference: UpdateAlertResponse. */
export interface UpdateAlertResponse {
  readonly AlertArn?: string
}

/** API reference: UpdateAnomalyDetectorRequest. */
export interface UpdateAnomalyDetectorRequest {
  readonly AnomalyDetectorArn: string
  readonly KmsKeyArn?: string
  readonly AnomalyDetectorDescription?: string
  readonly AnomalyDetectorConfig?: AnomalyDetectorConfig
}

/** API reference: UpdateAnomalyDetectorResponse. */
export interface UpdateAnomalyDetectorResponse {
  readonly AnomalyDetectorArn?: string
}

/** API reference: UpdateMetricSetRequest. */
export interface UpdateMetricSetRequest {
  readonly MetricSetArn: string
  readonly MetricSetDescription?: string
  readonly MetricList?: readonly Metric[]
  readonly Offset?: number
  readonly TimestampColumn?: TimestampColumn
  readonly DimensionList?: readonly string[]
  readonly MetricSetFrequency?: Frequency
  readonly MetricSource?: MetricSource
  readonly DimensionFilterList?: readonly MetricSetDimensionFilter[]
}

/** API reference: UpdateMetricSetResponse. */
export interface UpdateMetricSetResponse {
  readonly MetricSetArn?: string
}

/** What each operation is asked. */
export interface Inputs {
  readonly ActivateAnomalyDetector: ActivateAnomalyDetectorRequest
  readonly BackTestAnomalyDetector: BackTestAnomalyDetectorRequest
  readonly CreateAlert: CreateAlertRequest
  readonly CreateAnomalyDetector: CreateAnomalyDetectorRequest
  readonly CreateMetricSet: CreateMetricSetRequest
  readonly DeactivateAnomalyDetector: DeactivateAnomalyDetectorRequest
  readonly DeleteAlert: DeleteAlertRequest
  readonly DeleteAnomalyDetector: DeleteAnomalyDetectorRequest
  readonly DescribeAlert: DescribeAlertRequest
  readonly DescribeAnomalyDetectionExecutions: DescribeAnomalyDetectionExecutionsRequest
  readonly DescribeAnomalyDetector: DescribeAnomalyDetectorRequest
  readonly DescribeMetricSet: DescribeMetricSetRequest
  readonly DetectMetricSetConfig: DetectMetricSetConfigRequest
  readonly GetAnomalyGroup: GetAnomalyGroupRequest
  readonly GetDataQualityMetrics: GetDataQualityMetricsRequest
  readonly GetFeedback: GetFeedbackRequest
  readonly GetSampleData: GetSampleDataRequest
  readonly ListAlerts: ListAlertsRequest
  readonly ListAnomalyDetectors: ListAnomalyDetectorsRequest
  readonly ListAnomalyGroupRelatedMetrics: ListAnomalyGroupRelatedMetricsRequest
  readonly ListAnomalyGroupSummaries: ListAnomalyGroupSummariesRequest
  readonly ListAnomalyGroupTimeSeries: ListAnomalyGroupTimeSeriesRequest
  readonly ListMetricSets: ListMetricSetsRequest
  readonly ListTagsForResource: ListTagsForResourceRequest
  readonly PutFeedback: PutFeedbackRequest
  readonly TagResource: TagResourceRequest
  readonly UntagResource: UntagResourceRequest
  readonly UpdateAlert: UpdateAlertRequest
  readonly UpdateAnomalyDetector: UpdateAnomalyDetectorRequest
  readonly UpdateMetricSet: UpdateMetricSetRequest
}

/** What each operation answers. */
export interface Outputs {
  readonly ActivateAnomalyDetector: ActivateAnomalyDetectorResponse
  readonly BackTestAnomalyDetector: BackTestAnomalyDetectorResponse
  readonly CreateAlert: CreateAlertResponse
  readonly CreateAnomalyDetector: CreateAnomalyDetectorResponse
  readonly CreateMetricSet: CreateMetricSetResponse
  readonly DeactivateAnomalyDetector: DeactivateAnomalyDetectorResponse
  readonly DeleteAlert: DeleteAlertResponse
  readonly DeleteAnomalyDetector: DeleteAnomalyDetectorResponse
  readonly DescribeAlert: DescribeAlertResponse
  readonly DescribeAnomalyDetectionExecutions: DescribeAnomalyDetectionExecutionsResponse
  readonly DescribeAnomalyDetector: DescribeAnomalyDetectorResponse
  readonly DescribeMetricSet: DescribeMetricSetResponse
  readonly DetectMetricSetConfig: DetectMetricSetConfigResponse
  readonly GetAnomalyGroup: GetAnomalyGroupResponse
  readonly GetDataQualityMetrics: GetDataQualityMetricsResponse
  readonly GetFeedback: GetFeedbackResponse
  readonly GetSampleData: GetSampleDataResponse
  readonly ListAlerts: ListAlertsResponse
  readonly ListAnomalyDetectors: ListAnomalyDetectorsResponse
  readonly ListAnomalyGroupRelatedMetrics: ListAnomalyGroupRelatedMetricsResponse
  readonly ListAnomalyGroupSummaries: ListAnomalyGroupSummariesResponse
  readonly ListAnomalyGroupTimeSeries: ListAnomalyGroupTimeSeriesResponse
  readonly ListMetricSets: ListMetricSetsResponse
  readonly ListTagsForResource: ListTagsForResourceResponse
  readonly PutFeedback: PutFeedbackResponse
  readonly TagResource: TagResourceResponse
  readonly UntagResource: UntagResourceResponse
  readonly UpdateAlert: UpdateAlertResponse
  readonly UpdateAnomalyDetector: UpdateAnomalyDetectorResponse
  readonly UpdateMetricSet: UpdateMetricSetResponse
}
