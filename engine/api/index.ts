export type { ApiHost } from './api-host.ts'
export { consoleParts } from './console-parts.ts'
export { serveHttp, type ConsoleServer } from './http-server.ts'
