import {
  detectorRoles,
  engineRoles,
  toIamPolicy,
  type EnginePlace,
  type IamPolicy,
  type Role,
} from '../../../policies/index.ts'
import { withDefaults, type DetectorSpec } from '../../../spec/index.ts'

/** Where the engine of these tests runs. */
export const PLACE: EnginePlace = {
  partition: 'aws',
  region: 'us-east-1',
  account: '111122223333',
  engine: 'main',
  stateBucket: 'crowsnest-main-111122223333-us-east-1',
}

/** A detector with a dataset in S3 and alerts to SNS and Lambda. */
export const SPEC: DetectorSpec = {
  detector: 'revenue',
  interval: 'PT1H',
  dataset: {
    source: { s3: { continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
    timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' },
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
  },
  alerts: [
    { name: 'oncall', channel: { sns: { topic: 'arn:aws:sns:us-east-1:111122223333:oncall' } } },
    { name: 'ticket', channel: { lambda: { function: 'arn:aws:lambda:us-east-1:111122223333:function:ticket' } } },
  ],
}

/** The roles that the detector needs. */
export function neededRoles(options: Parameters<typeof detectorRoles>[2] = {}): readonly Role[] {
  return [...engineRoles(PLACE, options), ...detectorRoles(withDefaults(SPEC), PLACE, options)]
}

/** A role as a dump of the account has it. */
export interface DumpedRole {
  Path: string
  RoleName: string
  Arn: string
  AssumeRolePolicyDocument: unknown
  RolePolicyList: { PolicyName: string; PolicyDocument: unknown }[]
  AttachedManagedPolicies: { PolicyName: string; PolicyArn: string }[]
  PermissionsBoundary?: { PermissionsBoundaryType: string; PermissionsBoundaryArn: string }
  RoleLastUsed: { LastUsedDate?: string; Region?: string }
}

/** A dump of an account in which the roles are as they should be. */
export interface Dump {
  RoleDetailList: DumpedRole[]
  Policies: { Arn: string; PolicyVersionList: { IsDefaultVersion: boolean; Document: unknown }[] }[]
}

/** What `aws iam get-account-authorization-details` would write of deployed roles. */
export function dumpOf(roles: readonly Role[], usedAt: string): Dump {
  return {
    Policies: [],
    RoleDetailList: roles.map(({ name, path, arn, trust, documents, boundary }) => ({
      Path: path,
      RoleName: name,
      Arn: arn,
      AssumeRolePolicyDocument: plain(toIamPolicy(trust)),
      RolePolicyList: documents.map((document) => ({
        PolicyName: document.name,
        PolicyDocument: plain(toIamPolicy(document)),
      })),
      AttachedManagedPolicies: [],
      ...(boundary !== null && {
        PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary },
      }),
      RoleLastUsed: { LastUsedDate: usedAt, Region: 'us-east-1' },
    })),
  }
}

function plain(policy: IamPolicy): unknown {
  return JSON.parse(JSON.stringify(policy))
}
