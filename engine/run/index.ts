export { activateDetector, continueActivation, recordLearning } from './activate.ts'
export { LOCAL_PLACE } from './alert-context.ts'
export { runBacktest } from './backtest.ts'
export type { BacktestOptions, BacktestStep } from './backtest.ts'
export type { BacktestIntervals, BacktestResult, GroupChart } from './backtest-result.ts'
export type { MisfitAlert } from './declare.ts'
export { checkPart } from './check-part.ts'
export { checkSource } from './check-source.ts'
export type { CheckedSource } from './check-source.ts'
export {
  declareSpec,
  faultyParts,
  hasRelativePaths,
  loadDetector,
  managerOf,
  meaningOf,
  refuseForeign,
  resolveDeclared,
} from './declare.ts'
export { countMetrics, type CountedMetrics } from './count-metrics.ts'
export { deactivateDetector } from './deactivate.ts'
export { deleteDetector } from './delete-detector.ts'
export { boundsThresholdOf, openDetector } from './detector-runtime.ts'
export type { DetectorRuntime, RuntimePlace } from './detector-runtime.ts'
export { executeBacktest } from './execute-backtest.ts'
export { executeNextInterval, nextDue } from './execute-interval.ts'
export type { ExecutedInterval } from './execute-interval.ts'
export { refuseNewer } from './refuse-newer.ts'
export { requestActivation } from './request-activation.ts'
export type { RunContext } from './run-context.ts'
export { RunError } from './run-error.ts'
export { isDetectorTrouble } from './run-failure.ts'
export { scoreHistory } from './score-history.ts'
export type { ScoredHistory, ScoredPoint } from './score-history.ts'
export { readSeries, type ShardSeries } from './series-names.ts'
export type { Session } from './session.ts'
