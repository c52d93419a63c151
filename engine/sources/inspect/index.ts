export { sampleData } from './data-sample.ts'
export type { Decision } from './decision.ts'
export { proposeDetector } from './proposal.ts'
export type { DataPlace, Proposal } from './proposal.ts'
