export { apiOf, type ApiAnswer, type ApiOptions } from './api.ts'
export {
  ApiError,
  conflict,
  invalidFields,
  invalidRequest,
  quotaExceeded,
  resourceNotFound,
  type ApiErrorMembers,
  type ApiErrorName,
  type ResourceType,
} from './api-error.ts'
export type { Handlers, OperationName } from './handlers.ts'
export { pageOf, pageRequest, type Page, type PagedInput, type PageRequest } from './paging.ts'
export type { ApiRequest } from './read-request.ts'
export { epochSeconds, momentOf } from './times.ts'
export type * from './wire.generated.ts'
