/** How often a detector looks: 5 minutes, 10 minutes, an hour or a day. Guide: "Setting up a detector". */
export type Interval = 'PT5M' | 'PT10M' | 'PT1H' | 'P1D'

/** Every interval, the shortest first. */
export const INTERVALS: readonly Interval[] = ['PT5M', 'PT10M', 'PT1H', 'P1D']

/** Nominal length in seconds; a day with a clock change is an hour shorter or longer (see `engine/time`). */
export const INTERVAL_SECONDS: Readonly<Record<Interval, number>> = { PT5M: 300, PT10M: 600, PT1H: 3600, P1D: 86_400 }
