export { crowsnestPolicies, type CrowsnestPolicyOptions, type RuleOptions } from './policies.ts'
export type { Scope } from './rule.ts'
export type { RuleName } from './rules.ts'
