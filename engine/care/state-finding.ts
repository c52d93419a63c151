import { StateError } from '../state/index.ts'

/** What can be wrong with a state, beyond what a StateError says of single objects. */
export type StateFindingCode =
  | 'OBJECT_MISSING'
  | 'OBJECT_CORRUPT'
  | 'OBJECT_VERSION_UNKNOWN'
  | 'OBJECT_UNEXPECTED'
  | 'COMMIT_MISSING'
  | 'COMMIT_OUT_OF_ORDER'
  | 'RECEIPT_MISSING'
  | 'EVENTS_CONTRADICT'
  | 'GENERATION_UNKNOWN'
  | 'GENERATION_GIVEN_UP'
  | 'DETECTOR_UNDECLARED'
  | 'DETECTOR_INVALID'
  | 'DATASET_MISSING'
  | 'ALERT_INVALID'

/** Something that is wrong with a state. */
export interface StateFinding {
  readonly code: StateFindingCode
  /** `error`: something is lost, or the engine cannot go on. `warning`: it can, and nothing is lost that counts. `info`: nothing is wrong. */
  readonly level: 'error' | 'warning' | 'info'
  readonly detector: string
  /** Of the object, or the prefix of several. */
  readonly key: string
  readonly message: string
  /** What to do. */
  readonly help: string
}

/** What a finding is made of; its level and help follow from the code. */
export interface FoundTrouble {
  readonly code: StateFindingCode
  readonly detector: string
  readonly key: string
  readonly message: string
  /** Says that it is no error here. */
  readonly level?: 'warning'
}

/** The finding of a trouble. */
export function stateFinding({ code, detector, key, message, level }: FoundTrouble): StateFinding {
  return { code, level: level ?? LEVELS[code] ?? 'error', detector, key, message, help: FINDING_HELP[code] }
}

/** What a StateError says of an object, to be a finding's code and message; others are thrown again. */
export function troubleOf(error: unknown, key: string): Pick<FoundTrouble, 'code' | 'message'> {
  if (!(error instanceof StateError)) {
    if (!(error instanceof Error)) throw error
    return { code: 'OBJECT_CORRUPT', message: `It cannot be read: ${error.message}` }
  }
  const { problem } = error
  switch (problem.code) {
    case 'OBJECT_MISSING':
      return {
        code: 'OBJECT_MISSING',
        message: problem.key === key ? 'It is missing.' : `What it names is missing: ${problem.key}`,
      }
    case 'OBJECT_CORRUPT':
      return { code: 'OBJECT_CORRUPT', message: `It is damaged: ${problem.reason}.` }
    case 'OBJECT_VERSION_UNKNOWN':
      return {
        code: 'OBJECT_VERSION_UNKNOWN',
        message: `A newer Crowsnest wrote it (format ${problem.version}; this one reads up to ${problem.reads}).`,
      }
    default:
      throw error
  }
}

const LEVELS: Readonly<Partial<Record<StateFindingCode, StateFinding['level']>>> = {
  OBJECT_UNEXPECTED: 'warning',
  GENERATION_UNKNOWN: 'warning',
  GENERATION_GIVEN_UP: 'info',
  DETECTOR_UNDECLARED: 'warning',
  ALERT_INVALID: 'warning',
}

const RESTORE = 'Restore it: crowsnest state repair, from the versions of the bucket, an export or a copy.'

/** What to do about each finding. */
export const FINDING_HELP: Readonly<Record<StateFindingCode, string>> = {
  OBJECT_MISSING: RESTORE,
  OBJECT_CORRUPT: RESTORE,
  OBJECT_VERSION_UNKNOWN: 'Upgrade Crowsnest.',
  OBJECT_UNEXPECTED: 'Crowsnest has not written it, and does not read it. Move it elsewhere.',
  COMMIT_MISSING: RESTORE,
  COMMIT_OUT_OF_ORDER: `Two histories are mixed here. ${RESTORE}`,
  RECEIPT_MISSING: `Nobody will send this alert any more. ${RESTORE}`,
  EVENTS_CONTRADICT: RESTORE,
  GENERATION_UNKNOWN: 'Its events are gone: they were removed to have the detector begin anew, or lost.',
  GENERATION_GIVEN_UP: 'Nothing has to be done. What it found can be read as far as it is there.',
  DETECTOR_UNDECLARED: 'Nothing runs it; what it found is kept. Declare it again, or remove what is left.',
  DETECTOR_INVALID: 'Correct its spec and declare it again.',
  DATASET_MISSING: 'Declare a dataset for it.',
  ALERT_INVALID: 'The alert is not sent. Correct it and declare it again.',
}
