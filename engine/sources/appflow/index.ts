export { appflowSource } from './appflow-source.ts'
