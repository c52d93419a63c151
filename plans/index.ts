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
  stateUrl,
  type EnginePlan,
  type EngineSettings,
  type LifecycleRule,
  type LogLevel,
} from './engine-plan.ts'
export { mayOutgrowInline, planRole, type RolePlan } from './role-plan.ts'
export {
  checkEngine,
  choiceProblems,
  idProblems,
  LOG_RETENTION_DAYS,
  rangeProblems,
  roleProblems,
  type EngineDraft,
} from './check-engine.ts'
export { problemOf, propertyPath, type Problem } from './problem.ts'
export { checkNetwork, type NetworkDraft } from './check-network.ts'
export { endpointServiceName } from './endpoint-service.ts'
export {
  DEFAULT_CIDR_BLOCK,
  DEFAULT_ENDPOINTS,
  planEndpoint,
  planNetwork,
  type EndpointPlan,
  type NetworkPlan,
  type NetworkSettings,
} from './network-plan.ts'
