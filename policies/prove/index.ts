export type { Caller, EncryptionKey, IamRequest, QueryFootprint, World } from './call-context.ts'
export { OPERATIONS } from './operations.ts'
export { callRecorder, type SdkCall } from './recorder.ts'
export { OperationUnmapped, requestsOf } from './requests-of.ts'
