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
