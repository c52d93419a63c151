export {
  appendResiduals,
  createResidualHistory,
  explainByCauses,
  findCausalLinks,
  historyFromBytes,
  historyToBytes,
  type CausalExplanation,
  type CausalLink,
  type ResidualHistory,
} from './causes/index.ts'
export { explainingSlices, type ExplainingSlice, type Explanation, type SliceOptions } from './explaining-slices.ts'
export { causeLines, sliceLines, type ExplanationLine } from './explanation-lines.ts'
export {
  aboutMetric,
  adjustGroup,
  FORGOTTEN_AFTER_MS,
  judgeMetrics,
  judgementsInForce,
  type Judgement,
  type Verdict,
} from './feedback/index.ts'
export { findAnomalies } from './findings.ts'
export type { Leaves, SlicePart } from './leaves.ts'
export { sliceContributions, type DimensionNames } from './slice-contributions.ts'
export type { IntervalFindings, MeasureFindings, MetricFinding, RollUpFinding } from './findings.ts'
export type {
  AnomalousMetric,
  AnomalousPoint,
  AnomalousRollUp,
  AnomalousSlice,
  AnomalyGroup,
  GroupAdjustment,
  DimensionContribution,
  GroupCauses,
  RelatedMeasure,
} from './group.ts'
export type { ScoredLeaves } from './group-slices.ts'
export { groupSummary, type GroupSummary } from './group-summary.ts'
export { stableUuid, timeSeriesId } from './identity.ts'
export { culpritsOf, isLive, openScore, rollUpsOf, type OpenGroup } from './open-group.ts'
export { rollUpFindings } from './roll-up-findings.ts'
export { updateGroups } from './update-groups.ts'
export type { GroupUpdate } from './update-groups.ts'
export { worstPoint } from './worst-point.ts'
