export { declarationOperations, type DeclarationOperations } from './declaration-operations.ts'
