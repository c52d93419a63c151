export { backtestReport } from './backtest-report.ts'
export { MOST_BEFORE } from './chart-series.ts'
export { csvCell, quotedCell } from './csv-cell.ts'
export type { ReportOptions } from './backtest-report.ts'
export { count, dataSize, duration, figure, valueText } from './figures.ts'
export { markup, type Html } from './markup.ts'
export { REPORT_STYLE } from './report-style.ts'
export type { ReportLabel } from './timeline.ts'
export { nothingFoundText, strayText, unjudgedText, usedButForText } from './nothing-found.ts'
export { periodText, timeText } from './ticks.ts'
export { readPageAssets, type PageAsset } from './page-assets.ts'
export type {
  AlertData,
  AlertsData,
  DeliveryData,
  DetectorData,
  DetectorOutline,
  DetectorsData,
  ExecutionData,
  ExecutionsData,
  FeedbackData,
  FeedbackRequest,
  GroupData,
  GroupLine,
  GroupsData,
  QualityData,
  SeriesData,
  UnreadableDetector,
} from './page-data.ts'
