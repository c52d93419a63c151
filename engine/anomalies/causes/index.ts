export { historyFromBytes, historyToBytes } from './history-bytes.ts'
export { appendResiduals, createResidualHistory, residualAt } from './residual-history.ts'
export type { ResidualHistory } from './residual-history.ts'
