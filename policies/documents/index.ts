export { accessLevel } from './access-level.ts'
export { appflowDatasetStatements, checkFlowName, type AppFlowDataset } from './appflow-dataset.ts'
export { athenaDatasetStatements, type AthenaDataset } from './athena-dataset.ts'
export { engineBoundary } from './boundary.ts'
export { cloudwatchDatasetStatements } from './cloudwatch-dataset.ts'
export { POLICY_LIMITS, policySize, splitDocument } from './document-size.ts'
export { datasetAccess, type DataAccess } from './dataset-access.ts'
export { endpointPolicies } from './endpoint-policies.ts'
export { flowBucketPolicy, type FlowDelivery } from './flow-bucket-policy.ts'
export { foreignPolicies } from './foreign-policies.ts'
export { lambdaAlertStatements } from './lambda-alert.ts'
export {
  ENDPOINT_SERVICES,
  engineEndpointPolicy,
  sharedEndpointPolicy,
  type EndpointService,
} from './network-endpoints.ts'
export { networkStatements, type EngineNetwork } from './network.ts'
export {
  checkChannelName,
  checkFailureTarget,
  checkSecret,
  notifierNames,
  notifierRole,
  NOTIFIER_SECRET_PREFIX,
  type NotifierChannel,
  type NotifierNames,
  type NotifierNeeds,
} from './notifier-role.ts'
export { peoplePolicies, type Audience, type PeopleOptions, type PeoplePolicy } from './people.ts'
export {
  checkAccount,
  checkBucket,
  checkedArn,
  checkEngineName,
  checkKey,
  checkRolePath,
  engineNames,
  type EngineNames,
  type EnginePlace,
} from './place.ts'
export { engineRoleArn, mapRoleArn, schedulerRoleArn } from './engine-role-arn.ts'
export { detectorRoles, engineRoles, policiesFor } from './policies-for.ts'
export {
  toIamPolicy,
  type Conditions,
  type PolicyDocument,
  type PolicyKind,
  type Statement,
} from './policy-document.ts'
export { POLICY_ERRORS, PolicyError, type PolicyErrorCode } from './policy-error.ts'
export type { PolicyOptions } from './policy-options.ts'
export { rdsDatasetStatements, type RdsDataset } from './rds-dataset.ts'
export { redshiftDatasetStatements, type RedshiftDataset } from './redshift-dataset.ts'
export { enginePolicies } from './resource-policies.ts'
export type { DeputyProtection, DetectorPolicies, ResourcePolicy, Role, RoleKind } from './role.ts'
export { s3DatasetStatements, type BucketKey, type S3Dataset } from './s3-dataset.ts'
export type { DeadLetterQueue } from './scheduler-role.ts'
export type { DatabaseSecret } from './secret.ts'
export { serviceParts, serviceRoles, type ServiceAccess, type ServicePart } from './service-roles.ts'
export { sharedDatasetPolicies } from './shared-dataset.ts'
export { checkTopic, snsAlertStatements, type SnsChannel } from './sns-alert.ts'
export { statePrefix } from './engine-role.ts'
export { stateBucketPolicy } from './state-bucket-policy.ts'
export { stateKeyPolicy } from './key-policy.ts'
export { queuePolicy, topicPolicy, type TopicPublishers } from './topic-policy.ts'
export { engineTrust, serviceTrust, type ServiceTrust, type Trust } from './trust.ts'
