export type { ListedObject, ObjectStore, StoredObject } from './object-store.ts'
export { openStore } from './open-store.ts'
export { folderStore } from './folder-store.ts'
export { s3Store, type S3StoreOptions } from './s3-store.ts'
export { memoryStore } from './memory-store.ts'
export { StateError, type StateErrorCode, type StateProblem } from './state-error.ts'
export {
  alertKey,
  allStatePrefix,
  datasetKey,
  detectorKey,
  detectorPrefix,
  type StatePlace,
  statePrefix,
} from './keys.ts'
export { hashJson } from './json.ts'
export { mapLimited } from './concurrency.ts'
export { declareDetector, type DeclaredDetector, listDetectors, readDeclared } from './declared.ts'
export {
  type DetectorEvent,
  type DetectorHappening,
  type DetectorStatus,
  type FailureType,
  INITIAL_STATUS,
  statusAfter,
  statusOf,
  type StatusReport,
} from './status.ts'
export { eventLog, type EventLog } from './event-log.ts'
export {
  type AppendResult,
  commitLog,
  type CommitLog,
  type CommitRecord,
  type CommittedAlert,
  type GroupRef,
} from './commit-log.ts'
export type { ContentRef } from './content.ts'
export { readSnapshot, type SnapshotRef, writeSnapshot } from './snapshot.ts'
export { listGroups, readGroup, writeGroup } from './groups.ts'
export type { Column, Columns } from './columns.ts'
export { readPoints, writePoints } from './points.ts'
export { pendingAlerts, type Receipt, readReceipts, writeReceipt } from './receipts.ts'
export { type Execution, listExecutions, writeExecution } from './executions.ts'
export { collectGarbage, type GarbageOptions } from './garbage.ts'
