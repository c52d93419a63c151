export { appflowSource } from './appflow-source.ts'
export { flowDestination } from './flow-reader.ts'
