export type { DeployedPolicy, DeployedRole } from './deployed-role.ts'
export { reviewRoles, type Review, type ReviewInput, type RoleReview } from './review-roles.ts'
export { REVIEW_TEXTS, type ReviewCode } from './review-texts.ts'
