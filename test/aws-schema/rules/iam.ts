import type { TypeRules } from '../type-rules.ts'
import { ARN } from './patterns.ts'

const PATH = /\/([\x21-\x7e]{0,510}\/)?/
const source = (file: string, api: string): string =>
  `terraform-provider-aws internal/service/iam/${file}; https://docs.aws.amazon.com/IAM/latest/APIReference/API_${api}.html`

/** Rules of IAM's resources. */
export const IAM: Readonly<Record<string, TypeRules>> = {
  'aws:iam/role:Role': {
    source: source('role.go', 'CreateRole'),
    replaceOn: ['name', 'namePrefix', 'path'],
    conflicts: [['name', 'namePrefix']],
    values: [
      { path: 'name', pattern: /[\w+=,.@-]{1,64}/ },
      { path: 'namePrefix', pattern: /[\w+=,.@-]{1,38}/ },
      { path: 'path', pattern: PATH },
      { path: 'description', maxLength: 1000 },
      { path: 'assumeRolePolicy', json: true, maxLength: 131_072 },
      { path: 'maxSessionDuration', min: 3600, max: 43_200 },
      { path: 'permissionsBoundary', pattern: /arn:aws[\w-]*:iam::(\d{12}|aws):policy\/.+/ },
      { path: 'inlinePolicies[].policy', json: true },
      { path: 'managedPolicyArns[]', pattern: ARN },
    ],
  },
  'aws:iam/rolePolicy:RolePolicy': {
    source: source('role_policy.go', 'PutRolePolicy'),
    replaceOn: ['name', 'namePrefix', 'role'],
    conflicts: [['name', 'namePrefix']],
    values: [
      { path: 'name', pattern: /[\w+=,.@-]{1,128}/ },
      { path: 'role', pattern: /[\w+=,.@-]{1,64}/ },
      { path: 'policy', json: true, maxLength: 10_240 },
    ],
  },
  'aws:iam/policy:Policy': {
    source: source('policy.go', 'CreatePolicy'),
    replaceOn: ['description', 'name', 'namePrefix', 'path'],
    conflicts: [['name', 'namePrefix']],
    values: [
      { path: 'name', pattern: /[\w+=,.@-]{1,128}/ },
      { path: 'path', pattern: PATH },
      { path: 'description', maxLength: 1000 },
      { path: 'policy', json: true, maxLength: 6144 },
    ],
  },
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': {
    source: source('role_policy_attachment.go', 'AttachRolePolicy'),
    replaceOn: ['policyArn', 'role'],
    values: [
      { path: 'policyArn', pattern: /arn:aws[\w-]*:iam::(\d{12}|aws):policy\/.+/ },
      { path: 'role', pattern: /[\w+=,.@-]{1,64}/ },
    ],
  },
}
