import type { PageError } from '../../engine/api/page/page-error.ts'
import type { ApiErrorName } from '../../engine/api/wire/api-error.ts'
import type { CareProblem } from '../../engine/care/care-error.ts'
import type { AttentionCode } from '../../engine/history/index.ts'
import type { Advice } from './advice.ts'

/** What `crowsnest status` says of a detector where no error is behind it, or beside it. */
export const ATTENTION_ADVICE: Readonly<Record<AttentionCode, Advice>> = {
  DETECTOR_FAILED: {
    did: 'It tries to activate the detector again by itself: after a quarter of an hour, then less and less often, for a month. What it found before stays.',
    cure: 'Mend what the reason names. The operation `activate`, or `crowsnest run` begun again, tries at once.',
  },
  DETECTOR_STUCK: {
    did: 'Nothing yet: whatever is to be done is done by the next wake-up.',
    cure: 'Is the schedule of the detector enabled, and does the alarm [`no-wake-ups`](#no-wake-ups) sound? The log of the function says whether it is woken and what it fails with. On one machine: does `crowsnest run` run? A history of millions of records takes hours to learn; the log says how far it is.',
  },
  DETECTOR_LATE: {
    did: 'Nothing is lost: intervals are executed in order, as soon as something wakes the engine and there is time.',
    cure: 'When nothing wakes the engine, as [`no-wake-ups`](#no-wake-ups). When it is woken and does not keep up, as [`intervals-behind`](#intervals-behind).',
  },
  INTERVAL_FAILS: {
    did: 'The interval stays due. It is tried at every wake-up, three times each.',
    cure: 'Follow the entry of the error. Nothing has to be repeated by hand: what was missed is caught up with in order, as long as its data is there.',
  },
  INTERVAL_PASSED_OVER: {
    did: 'The interval is committed without data, and is not read again. What is missing counts as missing: [a metric that falls silent](detection/missing-data.md) is an anomaly only where it never was silent before.',
    cure: 'Follow the entry of the error. When data often comes late, raise `offset`.',
  },
  ALERTS_WAIT: {
    did: 'It tries each of them once an interval for 24 hours, under the same id, then gives up. Detection goes on.',
    cure: 'Follow the entry of the error. Once the channel works, nothing has to be repeated by hand.',
  },
  ALERTS_UNDELIVERABLE: {
    did: 'The alert has a receipt `UNDELIVERABLE` and is not sent again; the anomaly is on the review page all the same.',
    cure: 'Follow the entry of the error, and tell whoever should have heard: `crowsnest status --json` lists the alerts. It is told of for a day.',
  },
  ALERT_UNFIT: {
    did: 'The alert is left out; the detector and its other alerts go on.',
    cure: 'Whoever declared the alert corrects or removes it: a measure or dimension in it is none of the detector any more.',
  },
  RECORDS_REJECTED: {
    did: 'Rejected records do not count, the others do: sums are too low.',
    cure: 'The reasons and samples are in the log and on the review page. Correct the writer of the data, or the spec. [Each reason](#records-that-are-rejected).',
  },
  FEEDBACK_UNREADABLE: {
    did: 'The interval was executed without that feedback.',
    cure: 'Restore the object that is named, or remove it: what it said of anomalies then counts no more.',
  },
  STATE_UNREADABLE: { did: 'The detector stands still; others go on.', cure: 'Follow the entry of the error.' },
}

/** What to look at when an alarm sounds; by its entry in the description of the alarm. */
export const ALARM_ADVICE = {
  'executions-failed': {
    cure: '`crowsnest status` says which detector, and why. Most often data cannot be reached: the entry of the code says what to compare.',
  },
  'data-missing': {
    cure: '`crowsnest status` says which detector has passed over intervals, and why: `NO_DATA_FOR_INTERVAL` when nothing came, `NO_RECORDS_IN_INTERVAL` when what came does not count. The alarm is over with the next interval that has data.',
  },
  'activation-failed': {
    cure: '`crowsnest status` says which detector is FAILED, and the reason. It tries again by itself; `activate` at once.',
  },
  'intervals-behind': {
    cure: 'Look at the duration of the function on the dashboard. When it ends near its `timeout`, give it more `memorySize`, which is processing power too. Right after an outage it is catching up, and the alarm is over by itself.',
  },
  'records-rejected': {
    cure: '`crowsnest status` says which detector, and for which reasons; samples are in the log. Somebody has changed how the data is written.',
  },
  undelivered: {
    cure: '`crowsnest status` says which alerts wait or were given up, and why. Alerts are tried for 24 hours: mend the channel within a day, and nothing is lost.',
  },
  'no-wake-ups': {
    cure: 'Are the schedules of the group enabled (`scheduleEnabled`)? May their role invoke the function? Was the function deleted? What was missed is caught up with. An engine without a detector is silent, too.',
  },
  'function-errors': {
    cure: 'The log of the function, at level ERROR, has the code. Without one: `Task timed out` and `Runtime exited` (memory) are of Lambda: raise `timeout` or `memorySize`. An error with a stack is a mistake of ours: report it.',
  },
  'function-throttled': {
    cure: 'Something else uses up the concurrency of the account or of the function: raise `reservedConcurrency` or the quota. Lambda keeps trying for six hours, and the next wake-up catches up.',
  },
  'wake-ups-lost': {
    cure: 'The messages in the queue say why the scheduler could not deliver: most often its role or the function was changed. Mend it and purge the queue; wake-ups need not be repeated.',
  },
  'map-failed': {
    cure: 'The execution in the console of Step Functions shows the step, and the map run of `Import` or `Score` the part; the log of the engine at level ERROR has the code. Nothing is committed by halves.',
  },
  'map-timed-out': {
    cure: 'The execution shows the step that hangs. Each step has a quarter of an hour; so many steps take a day only when the account has too little concurrency.',
  },
  'detector-executions-failed': { cure: 'As [`executions-failed`](#executions-failed), of one detector.' },
  'detector-no-executions': {
    cure: 'Is the detector active? `crowsnest status` says. Does its schedule exist and is it enabled? Does the function fail before it comes to it: [`function-errors`](#function-errors)?',
  },
  'alert-lost': {
    cure: 'The log of the function of the channel says why: [codes of channels](#channels). The anomaly is on the review page; the alert is not sent again.',
  },
} as const satisfies Readonly<Record<string, Advice>>

const RELOAD = 'Reload the page: it may be of an older version, or show what is gone.'

/** What keeps a state from being exported, imported or repaired. */
export const CARE_ADVICE: Readonly<Record<CareProblem['code'], Advice>> = {
  DETECTOR_NOT_THERE: { cure: 'Correct `--detector` or `--state`.' },
  STATE_EMPTY: { cure: 'Correct `--state`: a prefix of the bucket belongs to it.' },
  NO_VERSIONS: { cure: 'Only buckets keep versions. Name an export or a copy with `--from`.' },
  EXPORT_DAMAGED: {
    cure: '`crowsnest state verify` lists what is damaged, `crowsnest state repair` restores it. Then export again.',
  },
  EXPORT_OVERTAKEN: { cure: 'Export when the detector has caught up; or disable its schedule meanwhile.' },
  EXPORT_EXISTS: { cure: 'Take another name: an export is never overwritten.' },
  EXPORT_UNWRITABLE: {
    cure: 'Make the folder, free space, or name another place with `--out`. What was begun there is removed.',
  },
  ARCHIVE_UNREADABLE: {
    cure: 'Name a file of `crowsnest state export`, which you may read. A folder is a copy: `--from`.',
  },
  ARCHIVE_INVALID: { cure: 'Was the file cut off when it was copied? Use another export.' },
  ARCHIVE_NEWER: { cure: 'Use the Crowsnest that wrote it, or a newer one.' },
  IMPORT_OCCUPIED: {
    cure: 'Import into an empty place; or remove the detector that is there, when its history is not wanted.',
  },
  IMPORT_RUNS_ELSEWHERE: { cure: 'Stop it where it runs, for good. Then import with `--stopped`.' },
}

/** What the review page says. */
export const PAGE_ADVICE: Readonly<Record<PageError['code'], Advice>> = {
  ROUTE_UNKNOWN: { cure: RELOAD },
  METHOD_NOT_ALLOWED: { cure: RELOAD },
  DETECTOR_UNKNOWN: { cure: 'Go back to the list of detectors.' },
  GROUP_UNKNOWN: { cure: 'The anomaly is of an earlier generation: links in old alerts lead there.' },
  PARAMETER_INVALID: { cure: RELOAD },
  DETECTOR_DELETING: { cure: 'Nothing: it will be gone.' },
  DECLARATION_UNUSABLE: { cure: 'The declaration has errors: correct and deploy it. What was found can be read.' },
}

/** What the server of the review page and of the API refuses. */
export const REFUSAL_ADVICE = {
  HOST_REFUSED: {
    cure: 'Open the address that `crowsnest console` has printed. Behind a proxy or tunnel, let it pass that host. When nobody of yours did it, a page has tried to reach this machine by another name.',
  },
  ORIGIN_REFUSED: {
    cure: 'Open the address in a tab of its own. When nobody of yours did it, another site has tried to use the page.',
  },
  ADDRESS_INVALID: { cure: 'Correct the client.' },
  ADDRESS_TOO_LONG: { cure: 'Correct the client.' },
  BODY_NOT_JSON: { cure: 'Correct the client.' },
  BODY_TOO_LARGE: { cure: 'Send less in one request.' },
  TOKEN_MISSING: { cure: 'Open the address with its token, as it was printed.' },
  TOKEN_WRONG: {
    cure: 'The command was started again, with a new token: take the address that it has printed this time, or give it a token that stays (`--token`).',
  },
  METHOD_REFUSED: { cure: 'Correct the client.' },
  NOT_FOUND: { cure: 'Take one of the two addresses that were printed.' },
  INTERNAL: { cure: 'A mistake of ours: the stack is on standard error of `crowsnest console`. Report it.' },
} as const satisfies Readonly<Record<string, Advice>>

/** What the API of the original service answers. */
export const API_ADVICE: Readonly<Record<ApiErrorName, Advice>> = {
  AccessDeniedException: { cure: 'The endpoint lacks the token, or the engine may not do it with its credentials.' },
  ConflictException: {
    cure: 'The message says what stands in the way: a name that is taken, a status, another owner.',
  },
  InternalServerException: { cure: 'A mistake of ours, or a state that cannot be read: the message has its code.' },
  ResourceNotFoundException: {
    cure: 'The message says which operation lists what there is. Account and region are part of an ARN.',
  },
  ServiceQuotaExceededException: {
    cure: 'Raise the quota in the spec: those of the original service are defaults here.',
  },
  TooManyRequestsException: { cure: 'Ask again later; the SDK does so by itself.' },
  ValidationException: { cure: 'The message names the members of the request that do not fit.' },
}
