import type { DeliveryError } from '../../engine/alerts/delivery-error.ts'
import type { NotifierFailure } from '../../engine/alerts/services/notifier-error.ts'
import type { SnapshotErrorCode } from '../../engine/detection/snapshot.ts'
import type { HostProblem } from '../../engine/hosts/lambda/host-error.ts'
import type { RunError } from '../../engine/run/run-error.ts'
import type { StateErrorCode } from '../../engine/state/state-error.ts'
import type { TimeProblem } from '../../engine/time/time-error.ts'
import type { Advice } from './advice.ts'

const RESTORE =
  'Restore the object from an earlier version of the bucket or from the [backup](operating.md#backup-and-restore), or [have the detector begin anew](state.md#errors).'

/** What to do about the state. */
export const STATE_ADVICE: Readonly<Record<StateErrorCode, Advice>> = {
  STORE_URL_INVALID: {
    did: 'Nothing was opened.',
    cure: 'Correct the place of the state: of the function, `CROWSNEST_STATE`; of a command, `--state`.',
  },
  STORE_NO_HARD_LINKS: {
    did: 'Nothing was written: two runs could overwrite each other there.',
    cure: 'Move the state to a local disk, or to S3.',
  },
  STORE_NOT_WRITABLE: {
    did: 'Nothing was opened.',
    cure: 'Give the user that runs `crowsnest` the folder, or use another. A file system that has become read-only is often a disk that fails.',
  },
  STORE_DENIED: {
    cure: "Compare the engine's role with what it needs: `crowsnest review SPEC`. Look at the policy of the bucket and of its key, and at those of the organisation. Right after a deployment it passes within a minute.",
  },
  STORE_BUCKET_MISSING: {
    cure: 'Was the bucket of the state deleted? Without it, create it again under the same name and restore the backup; otherwise correct the region.',
  },
  STORE_BUSY: {
    cure: 'Nothing, when it passes. When not, look for a second engine or `crowsnest run` on the same state, and stop one: they only hinder each other.',
  },
  STORE_FAILED: {
    cure: 'The reason is that of the disk or of S3. A full disk, a lost mount, an outage: mend it, and the work goes on.',
  },
  KEY_INVALID: { did: 'Nothing was written.', cure: 'Rename the detector or alert whose name is in the key.' },
  OBJECT_MISSING: { cure: `Somebody removed the object, or a backup is incomplete. ${RESTORE}` },
  OBJECT_CORRUPT: {
    cure: `Something else than Crowsnest wrote the object, or a disk has damaged it. ${RESTORE} Of feedback: remove the object; what it said counts no more.`,
  },
  OBJECT_VERSION_UNKNOWN: {
    cure: 'Somebody has gone back to an older release, or runs two. Deploy the newer one again; to stay with the older one, restore the state from before the upgrade.',
  },
  COMMIT_OUT_OF_ORDER: {
    did: 'Nothing was written: another run has committed meanwhile.',
    cure: 'Nothing: the next wake-up reads the last commit again. When it comes back, look for clocks that are wrong or a state that was restored under a running engine.',
  },
  TRANSITION_FORBIDDEN: {
    did: 'Nothing was changed.',
    cure: 'Do what the message names as possible. When an event itself is the trouble (two states were mixed by a restore), restore `detectors/<name>/events/` as a whole.',
  },
}

/** What to do about learned state that cannot be used. */
export const SNAPSHOT_ADVICE: Readonly<Record<SnapshotErrorCode, Advice>> = {
  SNAPSHOT_NOT_ONE: { cure: RESTORE },
  SNAPSHOT_VERSION_UNKNOWN: { cure: 'A newer release wrote it. Deploy that one again.' },
  SNAPSHOT_TRUNCATED: { cure: RESTORE },
  SNAPSHOT_DAMAGED: { cure: RESTORE },
}

const DATA_ALL =
  'The detector FAILED; the engine tries again after a quarter of an hour, then less and less often, for a month.'

/** What to do about a detector that cannot run. */
export const RUN_ADVICE: Readonly<Record<RunError['code'], Advice>> = {
  BACKTEST_TOO_SHORT: { did: 'The backtest was not made.', cure: 'Give it older data, or take a shorter interval.' },
  NO_USABLE_RECORDS: {
    did: DATA_ALL,
    cure: 'The reasons and their counts are in the message. `crowsnest check SPEC --connect` reads a sample and shows what does not fit.',
  },
  NO_RECORDS_IN_INTERVAL: {
    did: 'The interval is passed over with this reason; the next one is executed.',
    cure: 'There are files or rows, but none counts for the interval: the reasons and their counts are in the message. `outside the time` points to the time zone, rejected timestamps to the format, `filtered out` to the filters.',
  },
  DETECTOR_UNKNOWN: {
    did: 'Nothing.',
    cure: 'Deploy the detector. When it was removed on purpose, remove its schedule too: `crowsnest status` lists the detectors that there are.',
  },
  DATASET_MISSING: {
    did: 'Nothing; an active detector counts a failed execution.',
    cure: 'Deploy a dataset for it, or deactivate the detector.',
  },
  DETECTOR_OF_OTHERS: {
    did: 'Nothing was declared or changed.',
    cure: 'Change it where it is managed: `crowsnest status` says by what. Or give your own another name.',
  },
  DETECTOR_INVALID: {
    did: 'The detector stands still; its state is untouched.',
    cure: 'Somebody has written `detector.json` or `dataset.json` by hand, or with another release. Deploy it again.',
  },
  NO_CONTINUOUS_SOURCE: {
    did: 'The detector was not activated.',
    cure: 'Add `continuous` to its source, or run a backtest.',
  },
  SPEC_REPLACED: {
    did: 'Nothing was committed.',
    cure: 'Nothing: it was declared anew meanwhile, and the next wake-up has the new spec. When it comes back, two programs declare the same detector.',
  },
  STATUS_CONFLICT: {
    did: 'Nothing was changed.',
    cure: 'A detector that was backtested alone does not become a live one, as in the original service. Give the live one another name.',
  },
}

const OF_INVOCATION = 'The invocation failed, and nothing was changed.'

/** What to do about the engine's function. */
export const HOST_ADVICE: Readonly<Record<HostProblem['code'], Advice>> = {
  EVENT_INVALID: {
    did: OF_INVOCATION,
    cure: 'Correct the event. Schedules of the components have the right one: was one changed by hand?',
  },
  OPERATION_UNKNOWN: {
    did: OF_INVOCATION,
    cure: 'Use one of the operations that are named. An older function may not know a newer one: deploy it again.',
  },
  STACK_REQUEST_INVALID: {
    did: 'CloudFormation is told, and the stack rolls back.',
    cure: 'Write the template with `crowsnest template`.',
  },
  STACK_ADDRESS_REFUSED: {
    did: 'Nothing was done, and nobody answered.',
    cure: 'CloudTrail says who invoked the function. Take the right away from whoever has no business there.',
  },
  STACK_UNREACHABLE: {
    did: 'The work is done, and Lambda repeats the request.',
    cure: 'Let the endpoint of S3 in the VPC pass the bucket `cloudformation-custom-resource-response-<region>`.',
  },
  DECLARED_ELSEWHERE: {
    did: 'Nothing was declared.',
    cure: 'Take it out of the other stack or program first; or choose another name.',
  },
  ENVIRONMENT_INVALID: {
    did: 'No invocation works.',
    cure: "Was the function's environment changed by hand? `pulumi up` sets it again.",
  },
  FUNCTION_ARN_INVALID: {
    did: OF_INVOCATION,
    cure: 'Only where something other than Lambda runs the function: give it `invokedFunctionArn`.',
  },
  DETECTOR_NOT_FOR_AWS: {
    did: 'The detector is not run.',
    cure: 'Each problem is named: a folder or file of a machine, or a role that is missing. Correct the spec and deploy it.',
  },
  MAP_MISSING: {
    did: 'The detector is not run.',
    cure: 'Deploy the engine with [`map: true`](scale-map.md), or take `scale: MAP` out of the detector.',
  },
  MAP_NOT_STARTED: {
    did: 'The interval stays due; the next wake-up starts a run again.',
    cure: 'The reason is that of Step Functions. Without rights: does the engine have the policy `map`? Runs that are started and fail are told by the alarm [`map-failed`](#map-failed).',
  },
  TIME_SHORT: {
    did: 'What was begun was given up before Lambda ended it; the interval stays due, and pieces of the history that were read are kept.',
    cure: 'Raise `memorySize` of the engine (which is processing power, too) or its `timeout`; of a history, lower `quotas.historyIntervals`. [How far one function goes](limits.md).',
  },
  BACKTEST_JUDGED_NOTHING: {
    did: 'The deployment is refused; nothing was activated.',
    cure: 'A metric is judged after 300 values (14 at P1D), fewer in short histories. Add older data, choose a shorter interval or fewer dimensions; or deploy without `maxAlertsPerWeek`.',
  },
  BACKTEST_LIMIT_EXCEEDED: {
    did: 'The deployment is refused; nothing was activated.',
    cure: 'Raise the thresholds of the alerts, or the limit. `crowsnest backtest SPEC --report FILE.html` shows what was found.',
  },
}

/** What to do about an alert that did not arrive. */
export const DELIVERY_ADVICE: Readonly<Record<DeliveryError['code'], Advice>> = {
  WEBHOOK_URL_INVALID: { cure: 'Correct the address in the spec, and deploy it; the next alerts take it.' },
  WEBHOOK_STATUS: {
    cure: 'The answer of the receiver is in the message. 401 and 403: its address or token has changed. 404: it is gone. 5xx: it is out of order, and the alert is tried again.',
  },
  WEBHOOK_REDIRECTED: { cure: 'Give the final address: alerts follow no redirection, because it could lead anywhere.' },
  WEBHOOK_UNREACHABLE: {
    cure: 'Does the name resolve, and does the port answer, from where the engine runs? An engine in a VPC without a way out reaches no webhook.',
  },
  AWS_REFUSED: {
    cure: 'Does the topic or function exist, in this region? `crowsnest review SPEC` compares the role of the alert with what it needs; a topic with a key has to let the role use it.',
  },
  AWS_UNAVAILABLE: { cure: 'Nothing, when it passes.' },
  ROLE_UNUSABLE: { cure: 'The message has the trust statement that the role of the alert needs.' },
  ALERT_REMOVED: { cure: 'Nothing, when the alert was removed on purpose. Otherwise declare it again.' },
  CHANNEL_FAILED: {
    cure: 'The reason is in the message. When it is none that you can change, report it: it is a mistake of ours.',
  },
}

/** What to do about the function of a channel. */
export const NOTIFIER_ADVICE: Readonly<Record<NotifierFailure['code'], Advice>> = {
  NOTIFIER_SETTINGS: { cure: "Was the function's environment changed by hand? Deploy the channel again." },
  ALERT_UNREADABLE: {
    cure: 'Something other than an alert calls the function. CloudTrail says what; take its right away.',
  },
  SECRET_UNREADABLE: { cure: 'Was the secret deleted, or its key changed? Let the role of the notifier read it.' },
  SECRET_UNUSABLE: { cure: 'Put what the message names into the secret. The next attempt uses it.' },
  SERVICE_REFUSED: {
    cure: 'Most likely a key was revoked, or a channel archived. Make a new one and put it into the secret.',
  },
  SERVICE_UNAVAILABLE: { cure: 'Nothing, when it passes: look at the status page of the service.' },
}

/** What to do about times and paths in a spec. */
export const TIME_ADVICE: Readonly<Record<TimeProblem['code'], Advice>> = {
  ZONE_UNKNOWN: { cure: 'Use an IANA name.' },
  TIMESTAMP_KEY_UNKNOWN: { cure: 'Use the letters that [specs](spec.md) list.' },
  TIMESTAMP_KEY_TWICE: { cure: 'Name each part of the time once.' },
  TIMESTAMP_KEY_MISSING: { cure: 'Add what the message names.' },
  TIMESTAMP_KEYS_TOUCH: { cure: 'Put something between the two parts, or fix their width.' },
  QUOTE_NOT_CLOSED_IN_PATTERN: { cure: 'Close the quote in the format.' },
  TEMPLATE_BRACES: { cure: 'Write parts of the path as `{{yyyyMMdd}}`.' },
  TEMPLATE_KEY_UNKNOWN: { cure: 'Use the letters that [specs](spec.md) list.' },
}
