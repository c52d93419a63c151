import {
  confusedDeputy,
  externalIds,
  functionRuntime,
  keyRotation,
  logRetention,
  noWildcards,
  permissionsBoundary,
  policyAdvice,
  policyErrors,
  policySecurity,
  requiredTags,
  rolePath,
  scheduleDeadLetter,
  secretPrefix,
  stateBucket,
  stateKept,
} from './rules/index.ts'

/** Every rule, by the name of its policy. Names are stable: they stand in the configuration of packs. */
export const RULES = {
  'crowsnest-confused-deputy': confusedDeputy,
  'crowsnest-external-ids': externalIds,
  'crowsnest-no-wildcards': noWildcards,
  'crowsnest-policy-errors': policyErrors,
  'crowsnest-policy-security': policySecurity,
  'crowsnest-policy-advice': policyAdvice,
  'crowsnest-permissions-boundary': permissionsBoundary,
  'crowsnest-role-path': rolePath,
  'crowsnest-secret-prefix': secretPrefix,
  'crowsnest-state-bucket': stateBucket,
  'crowsnest-state-kept': stateKept,
  'crowsnest-key-rotation': keyRotation,
  'crowsnest-function-runtime': functionRuntime,
  'crowsnest-log-retention': logRetention,
  'crowsnest-schedule-dead-letter': scheduleDeadLetter,
  'crowsnest-required-tags': requiredTags,
} as const

/** Name of a rule, which is the name of its policy. */
export type RuleName = keyof typeof RULES
