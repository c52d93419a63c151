export type { IamPolicy, IamPrincipal, IamStatement } from './iam-json.ts'
