export {
  CareError,
  copySupply,
  exportState,
  importState,
  repairState,
  verifyState,
  versionsSupply,
  type ArchivedDetector,
  type DetectorReport,
  type RepairAction,
  type StateFinding,
  type Supply,
} from './care/index.ts'
export { backtestReport, type ReportLabel, type ReportOptions } from './console/index.ts'
export { DatasetError } from './dataset/index.ts'
export { FormatError } from './formats/index.ts'
export { startConsole, type ConsoleOptions, type RunningConsole } from './hosts/console.ts'
export { runLocally, type LocalDetector, type LocalEvent, type LocalOptions } from './hosts/local.ts'
export { placeOfState } from './hosts/place-of-state.ts'
export type { TendEvent } from './hosts/tending/tend-options.ts'
export {
  deactivateDetector,
  runBacktest,
  RunError,
  type BacktestIntervals,
  type BacktestOptions,
  type BacktestResult,
  type BacktestStep,
  type GroupChart,
} from './run/index.ts'
export { SourceError } from './sources/index.ts'
export { openStore, openVersions, StateError, type ObjectStore } from './state/index.ts'
