export { backtestReport } from './backtest-report.ts'
export type { ReportOptions } from './backtest-report.ts'
export { count, dataSize, duration, figure } from './figures.ts'
export type { ReportLabel } from './timeline.ts'
