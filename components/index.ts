export type { AlertArgs, AlertTransforms } from './alert-args.ts'
export type { Child, Transform } from './child.ts'
export type { CommonArgs, RolesArgs, Tags } from './common-args.ts'
export type { DatasetArgs, DatasetTransforms } from './dataset-args.ts'
export type { BacktestGateArgs, DetectorArgs, DetectorTransforms } from './detector-args.ts'
export type { EngineArgs, EngineNetworkArgs, EngineTransforms } from './engine-args.ts'
export type { EngineReferenceArgs } from './engine-reference.ts'
export { Alert } from './alert.ts'
export { Dataset } from './dataset.ts'
export { Detector } from './detector.ts'
export { Engine } from './engine.ts'
export type {
  AlertAccessArgs,
  AppFlowAccessArgs,
  AthenaAccessArgs,
  CloudWatchAccessArgs,
  DatabaseUserArgs,
  DatasetAccessArgs,
  FunctionAccessArgs,
  RdsAccessArgs,
  RedshiftAccessArgs,
  S3AccessArgs,
  SecretAccessArgs,
  ServiceRoleArgs,
  ServiceRoleTransforms,
  TopicAccessArgs,
} from './service-role-args.ts'
export type { BucketAccessArgs, ServiceRolesArgs } from './service-roles-args.ts'
export type {
  AlertRuleArgs,
  AlertSpecArgs,
  ChannelLambdaArgs,
  ChannelLogArgs,
  ChannelSnsArgs,
  ChannelSpecArgs,
  ChannelWebhookArgs,
  CsvFormatArgs,
  DatasetSpecArgs,
  DatasetTimestampArgs,
  DetectorSpecArgs,
  FormatParquetArgs,
  FormatSpecArgs,
  JsonLinesFormatArgs,
  MeasureSpecArgs,
  QuotasSpecArgs,
  S3SourceArgs,
  SourceSpecArgs,
} from './spec-args.generated.ts'
export { Flow } from './flow.ts'
export type { FlowArgs, FlowTransforms } from './flow-args.ts'
export type { NetworkArgs, NetworkService, NetworkTransforms } from './network-args.ts'
export { Network, type EngineNetwork } from './network.ts'
export type {
  ChannelTransforms,
  DatadogChannelArgs,
  EmailChannelArgs,
  EmailChannelTransforms,
  PagerDutyChannelArgs,
  ServiceChannelArgs,
  SlackChannelArgs,
  WebhookChannelArgs,
} from './channel-args.ts'
export { DatadogChannel } from './datadog-channel.ts'
export { EmailChannel, type TopicChannel, type TopicTarget } from './email-channel.ts'
export { PagerDutyChannel } from './pagerduty-channel.ts'
export type { FunctionChannel, FunctionTarget } from './service-channel.ts'
export { SlackChannel } from './slack-channel.ts'
export { WebhookChannel } from './webhook-channel.ts'
export { ServiceRole } from './service-role.ts'
export type { ServiceRoleReference } from './service-role-reference.ts'
export type { MonitoredDetectorArgs, MonitoringArgs, MonitoringTransforms } from './monitoring-args.ts'
export { Monitoring } from './monitoring.ts'
