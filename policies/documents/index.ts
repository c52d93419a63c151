export type { EngineNames, EnginePlace } from './place.ts'
export { engineNames } from './place.ts'
export { detectorRoles, engineRoles, policiesFor, type PolicyOptions } from './policies-for.ts'
export {
  toIamPolicy,
  type Conditions,
  type PolicyDocument,
  type PolicyKind,
  type Statement,
} from './policy-document.ts'
export { POLICY_ERRORS, PolicyError, type PolicyErrorCode } from './policy-error.ts'
export type { DeputyProtection, DetectorPolicies, ResourcePolicy, Role, RoleKind } from './role.ts'
export { policySize, splitDocument, POLICY_LIMITS } from './document-size.ts'
