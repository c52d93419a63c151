export { postgresConnector } from './postgres-connector.ts'
