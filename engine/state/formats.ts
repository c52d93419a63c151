/** Turns a record of one version into one of the next. */
export type Upgrade = (record: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/**
 * How records of a kind are kept: an upgrade for each version that there was before the one that is written, the oldest first. So
 * every released version stays readable: a change that older records do not fit adds an upgrade here.
 */
export type RecordFormat = readonly Upgrade[]

/** The version that records of a format are written in: 1, then one more for each upgrade. */
export function versionOf(format: RecordFormat): number {
  return format.length + 1
}

/** The formats of all records that are sealed. A field that older records may lack needs no new version. */
export const FORMATS = {
  apiRecord: [],
  commit: [],
  digests: [],
  event: [],
  execution: [],
  judgements: [],
  mapRun: [],
  receipt: [],
  waiting: [],
} as const satisfies Readonly<Record<string, RecordFormat>>
