export {
  APPFLOW_PRESETS,
  APPFLOW_PRESET_NAMES,
  appflowSpec,
  type AppFlowPreset,
  type AppFlowPresetName,
  type PresetChoices,
  type PresetNames,
} from './appflow-presets.ts'
export {
  alertArn,
  alertEventArn,
  datasetArn,
  detectorArn,
  formatArn,
  iamArn,
  localArn,
  parseArn,
  partitionOf,
  s3Arn,
  serviceHost,
  type Arn,
  type AwsPlace,
} from './arn.ts'
export { checkSpec, type CheckedSpec } from './check.ts'
export type {
  AlertSpec,
  ChannelSpec,
  CsvFormat,
  DatasetSpec,
  DetectorSpec,
  FolderSource,
  FormatSpec,
  JsonLinesFormat,
  MeasureSpec,
  QuotasSpec,
  S3Source,
  SourceSpec,
} from './detector.generated.ts'
export { durationSeconds, formatDuration } from './duration.ts'
export type { Finding, FindingLevel } from './finding.ts'
export { describeFinding, FINDING_TEXTS, type FindingArgs, type FindingCode } from './finding-texts.ts'
export { INTERVALS, INTERVAL_SECONDS, type Interval } from './interval.ts'
export {
  DATADOG_SITES,
  NOTIFIER_SERVICES,
  notifierEnvironment,
  notifierProblems,
  readNotifierEnvironment,
  type NotifierOptions,
  type NotifierProblem,
  type NotifierService,
  type NotifierSettings,
} from './notifier.ts'
export { parseSpec, placeInSpec } from './parse.ts'
export { DEFAULT_QUOTAS, resolveQuotas, type Quotas } from './quotas.ts'
export {
  withDefaults,
  type ResolvedAlert,
  type ResolvedChannel,
  type ResolvedDataset,
  type ResolvedDetector,
} from './resolve.ts'
export {
  addsUpItself,
  DEFAULT_SECRET_PREFIX,
  hasHistoricalFiles,
  resolveSource,
  type ResolvedAppFlow,
  type ResolvedAthena,
  type ResolvedCloudWatch,
  type ResolvedDatabase,
  type ResolvedFiles,
  type ResolvedFormat,
  type ResolvedRedshift,
  type ResolvedSecret,
  type ResolvedSource,
} from './resolve-source.ts'
export {
  externalIdPrefix,
  roleExternalId,
  roleSourceIdentity,
  SOURCE_IDENTITY_PREFIX,
  type RolePurpose,
} from './service-role.ts'
export { SpecError } from './spec-error.ts'
