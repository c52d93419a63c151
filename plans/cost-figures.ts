import type { Range } from './range.ts'

/**
 * What a wake-up of the engine's function comes to: measured by `npm run bench:cost` (requests, bytes and time by the number of metrics;
 * test/plans/cost-measured.slow.test.ts counts the requests again), `npm run bench:execute` (50,000 metrics end to end) and
 * `npm run bench:cold-start` (the function under the runtime client of Lambda), on 2026-11-28 with Node 24 on two shared cores. Where a
 * figure of AWS may differ from one of that machine, `high` allows for it.
 */
export const FIGURES = {
  /** Requests of a wake-up to the state, whether an interval is due or not. */
  wakeUp: { gets: 7, lists: 4, getsByAlert: 1 },
  /**
   * Requests of an interval beyond those of its wake-up; the state is read and written in chunks, of which one is in here. Pages of commits
   * are not: every 256 intervals 256 GETs, which is three hundredths of a cent a month for hourly intervals.
   */
  interval: { gets: 4, puts: 5, lists: 2.5 },
  /** Bytes of a chunk of the state. */
  chunkBytes: 8 * 2 ** 20,
  /** Bytes of the state of a metric, with its share of the roll-ups, and of a detector without any. */
  stateBytes: { fixed: 20_000, byMetric: { low: 1_200, high: 2_000 } satisfies Range },
  /** Bytes that an interval leaves for good: values, scores, the commit, the execution. */
  keptBytes: { fixed: 6_000, byMetric: { low: 16, high: 24 } satisfies Range },
  /** Bytes of the log: of an interval, and of a wake-up what Lambda itself writes and how the detector is doing. */
  logBytes: { interval: { low: 950, high: 3_000 } satisfies Range, wakeUp: { low: 670, high: 1_100 } satisfies Range },
  /** Seconds of the first wake-up of a function, in which Lambda starts it. */
  coldSeconds: { low: 0.25, high: 1.2 } satisfies Range,
  /** Seconds of a wake-up of a function that runs already. */
  warmSeconds: { low: 0.02, high: 0.1 } satisfies Range,
  /** Seconds of 1,000 metrics in an interval, with three records each: reading, scoring, saving. */
  secondsByThousandMetrics: { low: 0.022, high: 0.07 } satisfies Range,
  /**
   * Memory of the function: of itself, of a metric in an interval, and of a value in a history that is learned. Measured by `npm run
   * bench:scale`, with a fifth on top.
   */
  memoryBytes: { fixed: 240 * 2 ** 20, byMetric: 2_700, byValue: 13.5 },
  /** Metrics times intervals of a history that are learned in a second. */
  learnedBySecond: { low: 4_000_000, high: 1_000_000 },
} as const

/** What was not measured, because it needs an account of AWS. */
export const ASSUMED = {
  /** Seconds that a wake-up waits for S3: requests that follow each other. */
  s3Seconds: { low: 0.15, high: 0.8 } satisfies Range,
  /** Seconds that an interval waits for the source, by its kind. */
  sourceSeconds: {
    s3: { low: 0.05, high: 0.5 },
    folder: { low: 0.05, high: 0.5 },
    appflow: { low: 0.1, high: 1 },
    rds: { low: 0.5, high: 10 },
    redshift: { low: 1, high: 20 },
    athena: { low: 3, high: 30 },
    cloudwatch: { low: 0.3, high: 2 },
  } satisfies Readonly<Record<string, Range>>,
  /** Files of an interval. */
  files: { low: 1, high: 5 } satisfies Range,
  /** Anomaly groups that are open in an interval; each is an object. */
  groups: { low: 0, high: 0.5 } satisfies Range,
  /** Messages of an alert in a month. */
  messages: { low: 2, high: 40 } satisfies Range,
  /** Gigabytes that a query of Athena scans; 10 MB are the least that is charged. */
  athenaGigabytes: { low: 0.01, high: 1 } satisfies Range,
} as const
