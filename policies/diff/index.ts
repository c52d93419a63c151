export type { AccessChange, PolicyDiff } from './access-change.ts'
export { DiffError } from './diff-error.ts'
export { diffPolicies } from './diff-policies.ts'
