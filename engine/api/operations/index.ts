export { declarationOperations } from './declaration-operations.ts'
export { historyOperations } from './history-operations.ts'
