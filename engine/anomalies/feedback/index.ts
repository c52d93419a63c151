export { adjustment } from './adjustment.ts'
export type { Adjustment, AdjustmentReason, JudgedAnomaly } from './adjustment.ts'
export { adjustmentText } from './adjustment-text.ts'
export type { Direction, Judgement } from './judgement.ts'
