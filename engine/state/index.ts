export { compareBytes } from './byte-order.ts'
export type { ListedObject, ObjectStore, StoredObject } from './object-store.ts'
export { openStore, openVersions } from './open-store.ts'
export type { ObjectVersions } from './s3-versions.ts'
export { isFileError } from './file-errors.ts'
export { folderStore } from './folder-store.ts'
export { s3Store } from './s3-store.ts'
export { memoryStore } from './memory-store.ts'
export { refusalOf, StateError, type StateErrorCode, type StateProblem } from './state-error.ts'
export {
  apiRecordKey,
  checkKey,
  datasetKey,
  detectorKey,
  detectorObjects,
  detectorPrefix,
  eventKey,
  eventsPrefix,
  feedbackPrefix,
  momentOf,
  type StateKind,
  type StatePlace,
  statePrefix,
} from './keys.ts'
export { FORMATS, type RecordFormat } from './formats.ts'
export { decodeJson, hashJson, openRecord, sealRecord } from './json.ts'
export { changeObject } from './change-object.ts'
export { limiter, mapAhead, mapLimited } from './concurrency.ts'
export { declareDetector, firstRemains, listDetectors, readDeclared, type DeclaredDetector } from './declared.ts'
export { changePart, createPart, type DeclaredPart, readPart, removePart } from './declared-part.ts'
export {
  type DetectorEvent,
  type DetectorHappening,
  type DetectorStatus,
  INITIAL_STATUS,
  statusAfter,
  statusOf,
  type StatusReport,
} from './status.ts'
export { eventLog, hasEvents, type EventLog } from './event-log.ts'
export {
  commitKey,
  commitLog,
  type ChartedInterval,
  type CommitLog,
  type CommitRecord,
  type GroupRef,
} from './commit-log.ts'
export { type CommitDigest, digestOf, type FiredAlert } from './commit-digest.ts'
export { type DigestedCommits, readDigestPages, writeDigestPage } from './digest-pages.ts'
export {
  decodeJudgements,
  judgementReader,
  listJudgements,
  writeJudgements,
  type JudgementRange,
  type JudgementReader,
  type ReadJudgements,
  type UnreadFeedback,
} from './judgements.ts'
export { readSnapshot, type SnapshotRef, writeSnapshot } from './snapshot.ts'
export { type GroupRevisions, listGroupRevisions, listGroups, readGroup, writeGroup } from './groups.ts'
export { type ChunkPiece, unpackChunk } from './chunk.ts'
export { type Columns, decodeColumns } from './columns.ts'
export { checkContent, type ContentRef, readContent, sha256Of } from './content.ts'
export { lookIntoOutbox, noteFailure, putOff, readOutbox, takeOut, type WaitingAlert } from './outbox.ts'
export { readPoints, writePoints } from './points.ts'
export {
  endsWithReceipts,
  newestReceipts,
  pendingAlerts,
  type Receipt,
  readReceipt,
  readReceipts,
  receiptKey,
  writeReceipt,
} from './receipts.ts'
export { type Execution, type IntervalAttempts, listExecutions, newestAttempts, writeExecution } from './executions.ts'
export { dropPieces, keepPiece, keptPiece } from './history-pieces.ts'
export { collectGarbage, KEPT_COMMITS, unlessCollected } from './garbage.ts'
export { isPlanned, mapRun, newestRun, removeRuns, type MapRun } from './map-run.ts'
