export { sqlserverConnector } from './sqlserver-connector.ts'
