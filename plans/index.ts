export {
  defaultStateBucket,
  resolveEngine,
  type EngineReference,
  type ResolvedEngine,
  type RoleMode,
} from './engine-reference.ts'
export {
  LOG_LEVELS,
  planEngine,
  type EnginePlan,
  type EngineSettings,
  type LifecycleRule,
  type LogLevel,
  type MapPlan,
} from './engine-plan.ts'
export { mapDefinition, type MapDefinition, type MapState } from './map-definition.ts'
export { planRole, type RolePlan } from './role-plan.ts'
export { checkEngine, LOG_RETENTION_DAYS, type EngineDraft } from './check-engine.ts'
export { propertyPath, type Problem } from './problem.ts'
export { checkFlow, type FlowDraft } from './check-flow.ts'
export { planFlow, type FlowPlan, type FlowSettings, type FlowTask } from './flow-plan.ts'
export { checkNetwork, type NetworkDraft } from './check-network.ts'
export { endpointServiceName, endpointServicesFor } from './endpoint-service.ts'
export {
  DEFAULT_ENDPOINTS,
  planEndpoint,
  planNetwork,
  type EndpointPlan,
  type NetworkPlan,
  type NetworkSettings,
} from './network-plan.ts'
export { planWakeUps, type DataTimes, type WakeUps } from './schedule.ts'
export { bucketProblems, checkDatasetRole } from './check-dataset-role.ts'
export { checkReach } from './check-reach.ts'
export { checkDraft, type Draft, type Path } from './check-draft.ts'
export { isPlainObject, knownPart, lateDraft } from './late-parts.ts'
export { checkActivation, checkDeclared, type Check, type DeploymentDraft, type KnownPlace } from './check-detector.ts'
export { checkRequest, datasetProblems, hasForeignRoles, topicKeyProblems, type CheckRequest } from './check-request.ts'
export {
  alertDeclaration,
  datasetDeclaration,
  detectorDeclaration,
  type Declaration,
  type DetectorHead,
} from './declaration.ts'
export { activateEvent, backtestEvent, executeEvent, type BacktestGate, type Watched } from './engine-event.ts'
export {
  alertPart,
  assumablePath,
  datasetPart,
  planServiceRoles,
  type BucketAccess,
  type ServiceRoleSettings,
} from './service-role-plan.ts'
export { escapeMarkdown, factList, policySection, resourceSections, rolesTable, roleSections } from './role-markdown.ts'
export {
  policyText,
  resourceReport,
  roleReport,
  type PolicyText,
  type ResourceReport,
  type RoleReport,
  type StatementReason,
} from './role-report.ts'
export { statementRows, type StatementRow } from './statement-rows.ts'
export { iamReport, iamReportJson, iamReportMarkdown, type IamReport } from './iam-report.ts'
export {
  checkNotifier,
  SECRET_ARGUMENTS,
  secretHeaderProblems,
  secretTextProblems,
  type NotifierDraft,
} from './check-notifier.ts'
export {
  notifierPolicyNames,
  notifierRoleOf,
  planNotifier,
  planNotifierNames,
  type NotifierPlan,
  type NotifierPlanNames,
  type NotifierPlanSettings,
} from './notifier-plan.ts'
export { checkEmail, planEmail, type EmailDraft, type EmailPlan } from './email-plan.ts'
export {
  checkAccess,
  checkPart,
  servicePart,
  type AccessSettings,
  type AlertAccess,
  type DatasetAccess,
} from './service-access.ts'
export { alarmKeys, type AlarmPlan, type WatchedDetector } from './alarms.ts'
export { checkMonitoring, type MonitoringDraft } from './check-monitoring.ts'
export { planMonitoring, type MonitoringPlan, type MonitoringSettings } from './monitoring-plan.ts'
export { unknownNames } from './unknown-names.ts'
export {
  metricsOf,
  OF_ENGINE,
  planCost,
  stateRequestsOf,
  type CostLine,
  type CostLineId,
  type CostOptions,
  type MetricsSource,
  type CostPlan,
} from './cost.ts'
export { ASSUMED, FIGURES } from './cost-figures.ts'
export { DEFAULT_MEMORY, historyIntervalsIn, MOST_MEMORY } from './function-memory.ts'
export { originalPrice, PRICES_OF, PRICES_REGION } from './prices.ts'
export { sumOf, type Range } from './range.ts'
