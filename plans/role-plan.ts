import { toIamPolicy, type Role } from '../policies/index.ts'

/** A role as AWS wants it: documents as text. */
export interface RolePlan {
  readonly name: string
  readonly path: string
  readonly arn: string
  /** Why it exists; 1 to 1,000 characters. */
  readonly description: string
  /** JSON. */
  readonly trustPolicy: string
  readonly policies: readonly { readonly name: string; readonly json: string }[]
  /** `managed` where the policies together outgrew what fits inline; components make no such roles. */
  readonly attachment: 'inline' | 'managed'
  /** ARN; null for none. */
  readonly permissionsBoundary: string | null
}

/** A role of the policy toolkit as what is deployed. */
export function planRole(role: Role): RolePlan {
  return {
    name: role.name,
    path: role.path,
    arn: role.arn,
    description: describe(role.reason),
    trustPolicy: JSON.stringify(toIamPolicy(role.trust)),
    policies: role.documents.map((document) => ({ name: document.name, json: JSON.stringify(toIamPolicy(document)) })),
    attachment: role.attachment,
    permissionsBoundary: role.boundary,
  }
}

/** IAM takes letters, digits, spaces and common signs. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
function describe(reason: string): string {
  return reason.replaceAll(/[^\u0020-\u007E\u00A1-\u00FF]/g, ' ').slice(0, 1000)
}
