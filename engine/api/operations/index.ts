export { declarationOperations, type DeclarationOperations } from './declaration-operations.ts'
export { findDetector, type FoundDetector } from './found-detector.ts'
export { historyOperations, type HistoryOperation } from './history-operations.ts'
