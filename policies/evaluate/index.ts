export { compilePolicy, type CompiledPolicy } from './compile-policy.ts'
export { ERROR_TEXTS, type EvaluationErrorCode } from './error-texts.ts'
export { evaluateRequest, explainRequest } from './evaluate-request.ts'
export type {
  Decision,
  Evaluation,
  Explanation,
  PolicyRole,
  StatementExplanation,
  StatementReference,
} from './evaluation.ts'
export { EvaluationError } from './evaluation-error.ts'
export type { ApplicablePolicies, OrganizationLevel, PolicySource } from './applicable-policies.ts'
export type { AccessRequest, ContextValue } from './request.ts'
export { requestCases, type RequestCase } from './request-file.ts'
export type { CompiledStatement } from './compile-statement.ts'
export { operatorParts } from './condition.ts'
export { statementName } from './explain.ts'
export { matchesAction, matchesResource, principalCloseness } from './match-statement.ts'
export { viewRequest, type RequestView } from './request-view.ts'
export { resourceParts } from './resource-pattern.ts'
export {
  isPattern,
  parseTemplate,
  resolveTemplate,
  splitFields,
  type TemplatePart,
  type VariableLookup,
} from './template.ts'
export { wildcardParts, type PatternPart } from './text-pattern.ts'
export { readMoment } from './operators/date.ts'
export { addressRange } from './operators/ip-address.ts'
