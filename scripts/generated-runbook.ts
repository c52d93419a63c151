import { DeliveryError } from '../engine/alerts/delivery-error.ts'
import { NotifierError } from '../engine/alerts/services/notifier-error.ts'
import { PageError } from '../engine/api/page/page-error.ts'
import { CareError } from '../engine/care/care-error.ts'
import { FINDING_HELP } from '../engine/care/state-finding.ts'
import { DatasetError, type DatasetErrorCode } from '../engine/dataset/dataset-error.ts'
import { FormatError, type FormatErrorCode } from '../engine/formats/format-error.ts'
import { HostError } from '../engine/hosts/lambda/host-error.ts'
import { RunError } from '../engine/run/run-error.ts'
import { isTransient } from '../engine/run/run-failure.ts'
import { SourceError, type SourceErrorCode } from '../engine/sources/source-error.ts'
import { StateError } from '../engine/state/state-error.ts'
import { TimeError } from '../engine/time/time-error.ts'
import { planMonitoring } from '../plans/index.ts'
import type { Family } from './runbook/advice.ts'
import {
  DELIVERY_ADVICE,
  HOST_ADVICE,
  NOTIFIER_ADVICE,
  RUN_ADVICE,
  SNAPSHOT_ADVICE,
  STATE_ADVICE,
  TIME_ADVICE,
} from './runbook/engine-advice.ts'
import { patternOf, placeholders } from './runbook/message-pattern.ts'
import {
  ALARM_ADVICE,
  API_ADVICE,
  ATTENTION_ADVICE,
  CARE_ADVICE,
  PAGE_ADVICE,
  REFUSAL_ADVICE,
} from './runbook/operator-advice.ts'
import { DATASET_ADVICE, FORMAT_ADVICE, REJECTION_ADVICE, SOURCE_ADVICE } from './runbook/source-advice.ts'

const PASSED_OVER =
  'The interval is passed over with this reason, and the next one is executed. While the history is learned: the detector FAILED, and is tried again later.'
const STAYS_DUE =
  'It tried three times. The interval stays due and is tried again at every wake-up; nothing is lost. While the history is learned: the detector goes on learning at the next wake-up.'
const STANDS_STILL =
  'The detector stands still at its last commit, nothing half done; others go on. It is tried again at every wake-up.'
const NOTHING_CHANGED = 'Nothing was changed.'

/** Codes and what to do about them, in the order of the page. A code may be in several families. */
export const FAMILIES: readonly Family[] = [
  {
    title: 'Alarms',
    intro:
      'Those that [`Monitoring`](monitoring.md) makes, by the part of their name that follows `crowsnest-<engine>-`. `crowsnest status --state s3://...` is the first look at most of them.',
    entries: ALARM_ADVICE,
    did: () => '',
    message: alarmText,
  },
  {
    title: 'What crowsnest status says',
    intro: 'An error behind it has an entry of its own below, and `crowsnest status` names that one.',
    entries: ATTENTION_ADVICE,
    did: () => '',
    message: () => null,
  },
  {
    title: 'Reading data',
    intro: 'Of files, databases and services. [Where data comes from](sources.md) has the rest.',
    entries: SOURCE_ADVICE,
    did: (code) => (isTransient(sourceError(code)) ? STAYS_DUE : PASSED_OVER),
    message: (code) => patternOf(sourceError(code), code),
  },
  {
    title: 'Files',
    intro: 'What stands in a file is not what the dataset says. [What stands inside of files](data.md) has the rest.',
    entries: FORMAT_ADVICE,
    did: () => PASSED_OVER,
    message: (code) => patternOf(new FormatError(code as FormatErrorCode, '<file>', placeholders(code)), code),
  },
  {
    title: 'Data as a whole',
    intro: 'Each record may be good, and all of them too many.',
    entries: DATASET_ADVICE,
    did: () => PASSED_OVER,
    message: (code) => patternOf(new DatasetError(code as DatasetErrorCode, placeholders(code)), code),
  },
  {
    title: 'Records that are rejected',
    intro:
      'Reasons, not errors: the other records of the interval count. Samples are in the log and on the review page.',
    entries: REJECTION_ADVICE,
    did: () => '',
    message: () => null,
  },
  {
    title: 'Detectors',
    intro: 'A detector cannot be run as it is.',
    entries: RUN_ADVICE,
    did: () => NOTHING_CHANGED,
    message: (code) => patternOf(new RunError(placeholders(code)), code),
  },
  {
    title: 'State',
    intro: 'What is stored cannot be read, written or changed. [State](state.md) says what each object is.',
    entries: STATE_ADVICE,
    did: () => STANDS_STILL,
    message: (code) => patternOf(new StateError(placeholders(code, COMMITS[code])), code),
  },
  {
    title: 'What crowsnest state verify finds',
    intro: 'Findings beside the errors of single objects above. [Care](operating.md#backup-and-restore) has the rest.',
    entries: Object.fromEntries(Object.entries(FINDING_HELP).map(([code, cure]) => [code, { cure }])),
    did: () => '',
    message: () => null,
  },
  {
    title: 'Export, import and repair',
    intro: 'What keeps `crowsnest state` from its work.',
    entries: CARE_ADVICE,
    did: () => NOTHING_CHANGED,
    message: (code) => patternOf(new CareError(placeholders(code)), code),
  },
  {
    title: 'Learned state',
    intro: 'A chunk of what a detector has learned cannot be used; nothing of it was read.',
    entries: SNAPSHOT_ADVICE,
    did: () => STANDS_STILL,
    message: () => null,
  },
  {
    title: 'The function in AWS',
    intro: 'An invocation came to nothing. [The engine in AWS](lambda.md) has the rest.',
    entries: HOST_ADVICE,
    did: () => NOTHING_CHANGED,
    message: (code) => patternOf(new HostError(placeholders(code)), code),
  },
  {
    title: 'Alerts',
    intro:
      'A channel did not take an alert. Where asking again can help, the alert waits and is tried once an interval for 24 hours; otherwise it has a receipt `UNDELIVERABLE`.',
    entries: DELIVERY_ADVICE,
    did: () => 'Detection goes on; the anomaly is on the review page all the same.',
    message: (code) => patternOf(new DeliveryError(placeholders(code), false), code),
  },
  {
    title: 'Channels',
    intro: 'In the log of the function of a [channel](channels.md). Lambda tries it three times.',
    entries: NOTIFIER_ADVICE,
    did: () =>
      'The attempt failed; after the third the alert is lost, and the alarm [`alert-lost`](#alert-lost) sounds.',
    message: (code) => patternOf(new NotifierError(placeholders(code, LISTS)), code),
  },
  {
    title: 'Times and paths of a spec',
    intro: 'Met where a declaration was written by hand: `crowsnest check` finds all of them before.',
    entries: TIME_ADVICE,
    did: () => 'The detector is not run.',
    message: (code) => patternOf(new TimeError(placeholders(code)), code),
  },
  {
    title: 'The review page',
    intro: 'Answers of [the page](console.md); its reader sees the text.',
    entries: PAGE_ADVICE,
    did: () => NOTHING_CHANGED,
    message: (code) => patternOf(new PageError(placeholders(code)), code),
  },
  {
    title: 'The server of page and API',
    intro: 'What `crowsnest console` refuses before it looks at the request.',
    entries: REFUSAL_ADVICE,
    did: () => NOTHING_CHANGED,
    message: () => null,
  },
  {
    title: 'The API',
    intro: 'Errors of [the API of the original service](api.md), by the names that its clients know.',
    entries: API_ADVICE,
    did: () => NOTHING_CHANGED,
    message: () => null,
  },
]

/** Members of a list, and moments, cannot be placeholders. */
const LISTS = { problems: [{ path: '<variable>', reason: '<reason>' }] }
const COMMITS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  COMMIT_OUT_OF_ORDER: {
    got: { sequence: 7, end: Date.UTC(2026, 0, 5, 8) },
    after: { sequence: 7, end: Date.UTC(2026, 0, 5, 8) },
  },
}

/** docs/runbook.md: what each code means, what the engine did, what to do. */
export function runbook(): string {
  const told = new Set<string>()
  const sections = FAMILIES.map((family) => {
    const codes = Object.keys(family.entries).filter((code) => !told.has(code))
    for (const code of codes) told.add(code)
    return `## ${family.title}\n\n${family.intro}\n\n${codes.map(entryText).join('\n\n')}`
  })
  return `# Runbook

<!-- Generated by \`npm run generate\` from the errors of the engine and from scripts/runbook; edit those instead. -->

Every alarm, and every code that somebody who operates detectors can meet: what it means, what the engine did, what to do. A message ends in its
code, \`crowsnest status\` and alarms name the entry. Codes are stable. Those of a spec are in [findings](findings.md), those of policies in
[lint](lint.md) and [review](review.md). In a message, \`<name>\` stands for what is filled in.

${sections.join('\n\n')}
`
}

function entryText(code: string): string {
  const families = FAMILIES.filter(({ entries }) => Object.hasOwn(entries, code))
  const parts = families.map((family) => {
    const { did = family.did(code), cure } = family.entries[code]!
    const message = family.message(code)
    return [
      ...(families.length > 1 ? [`_${family.title}:_`] : []),
      ...(message === null ? [] : [`\`\`\`text\n${message}\n\`\`\``]),
      ...(did === '' ? [] : [`**What the engine did.** ${did}`]),
      `**What to do.** ${cure}`,
    ].join('\n\n')
  })
  return `### ${code}\n\n${parts.join('\n\n')}`
}

function sourceError(code: string): SourceError {
  return new SourceError(code as SourceErrorCode, '<place>', placeholders(code))
}

/** What an alarm says itself. */
function alarmText(entry: string): string | null {
  const { alarms } = planMonitoring(
    {
      engine: { name: 'main' },
      detectors: [{ name: '<detector>', interval: 'PT1H' }],
      channelFunctions: ['<function>'],
      map: true,
    },
    { partition: 'aws', region: 'us-east-1', account: '111122223333' },
  )
  const link = ` docs/runbook.md#${entry}`
  const alarm = alarms.find(({ description }) => description.endsWith(link))
  return alarm === undefined ? null : alarm.description.slice(0, -link.length)
}
