export { runLocally, type LocalDetector, type LocalEvent, type LocalOptions } from './hosts/local.ts'
export {
  runBacktest,
  RunError,
  type BacktestIntervals,
  type BacktestOptions,
  type BacktestResult,
  type BacktestStep,
  type GroupChart,
} from './run/index.ts'
export { openStore, type ObjectStore } from './state/index.ts'
