import type { Rule } from '../rule.ts'
import { actionNames } from './action-names.ts'
import { actionsOfPolicy } from './actions-of-policy.ts'
import { arnFields } from './arn-fields.ts'
import { arnValues } from './arn-values.ts'
import { conditionKeyCase } from './condition-key-case.ts'
import { conditionKeys } from './condition-keys.ts'
import { conditionOperators } from './condition-operators.ts'
import { conditionValueTypes } from './condition-value-types.ts'
import { dataTypes } from './data-types.ts'
import { dependentPermissions } from './dependent-permissions.ts'
import { duplicateKeys } from './duplicate-keys.ts'
import { effect } from './effect.ts'
import { elementCombinations } from './element-combinations.ts'
import { emptyLists } from './empty-lists.ts'
import { encryptionContext } from './encryption-context.ts'
import { exercised } from './exercised.ts'
import { externalId } from './external-id.ts'
import { ipAddresses } from './ip-addresses.ts'
import { irrelevantKeys } from './irrelevant-keys.ts'
import { keyCardinality } from './key-cardinality.ts'
import { keysOfActions } from './keys-of-actions.ts'
import { knownValues } from './known-values.ts'
import { mfa } from './mfa.ts'
import { notPrincipal } from './not-principal.ts'
import { operatorFitsKey } from './operator-fits-key.ts'
import { pairedKeys } from './paired-keys.ts'
import { partition } from './partition.ts'
import { passRole } from './pass-role.ts'
import { policyElements } from './policy-elements.ts'
import { policySize } from './policy-size.ts'
import { principalForm } from './principal-form.ts'
import { privilegeEscalation } from './privilege-escalation.ts'
import { rcp } from './rcp.ts'
import { reasons } from './reasons.ts'
import { redundantActions } from './redundant-actions.ts'
import { redundantNumbers } from './redundant-numbers.ts'
import { redundantResources } from './redundant-resources.ts'
import { redundantStatements } from './redundant-statements.ts'
import { requiredElements } from './required-elements.ts'
import { requiredResources } from './required-resources.ts'
import { resourceArns } from './resource-arns.ts'
import { resourceFitsAction } from './resource-fits-action.ts'
import { resourceStar } from './resource-star.ts'
import { resourcesOfPolicy } from './resources-of-policy.ts'
import { rewrittenPolicies } from './rewritten-policies.ts'
import { scp } from './scp.ts'
import { secretSuffix } from './secret-suffix.ts'
import { serviceLinkedRoles } from './service-linked-roles.ts'
import { servicePrincipals } from './service-principals.ts'
import { sids } from './sids.ts'
import { sourceFunction } from './source-function.ts'
import { sourceKeys } from './source-keys.ts'
import { tagConditions } from './tag-conditions.ts'
import { trustElements } from './trust-elements.ts'
import { trustFederation } from './trust-federation.ts'
import { trustNeedsAction } from './trust-needs-action.ts'
import { unsupportedPrincipal } from './unsupported-principal.ts'
import { valueFitsOperator } from './value-fits-operator.ts'
import { variables } from './variables.ts'
import { version } from './version.ts'
import { viaService } from './via-service.ts'
import { wholeAccount } from './whole-account.ts'
import { widerThanDeployed } from './wider-than-deployed.ts'
import { wildcardsInValues } from './wildcards-in-values.ts'

/** All rules, by the name of their file. */
export const RULES: readonly Rule[] = [
  actionNames,
  actionsOfPolicy,
  arnFields,
  arnValues,
  conditionKeyCase,
  conditionKeys,
  conditionOperators,
  conditionValueTypes,
  dataTypes,
  dependentPermissions,
  duplicateKeys,
  effect,
  elementCombinations,
  emptyLists,
  encryptionContext,
  exercised,
  externalId,
  ipAddresses,
  irrelevantKeys,
  keyCardinality,
  keysOfActions,
  knownValues,
  mfa,
  notPrincipal,
  operatorFitsKey,
  pairedKeys,
  partition,
  passRole,
  policyElements,
  policySize,
  principalForm,
  privilegeEscalation,
  rcp,
  reasons,
  redundantActions,
  redundantNumbers,
  redundantResources,
  redundantStatements,
  requiredElements,
  requiredResources,
  resourceArns,
  resourceFitsAction,
  resourceStar,
  resourcesOfPolicy,
  rewrittenPolicies,
  scp,
  secretSuffix,
  serviceLinkedRoles,
  servicePrincipals,
  sids,
  sourceFunction,
  sourceKeys,
  tagConditions,
  trustElements,
  trustFederation,
  trustNeedsAction,
  unsupportedPrincipal,
  valueFitsOperator,
  variables,
  version,
  viaService,
  wholeAccount,
  widerThanDeployed,
  wildcardsInValues,
]
