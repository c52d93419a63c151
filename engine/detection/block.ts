/**
 * Metrics that pass through the steps of detection together: few enough for their state to stay in the cache while a history is
 * learned (0.6 MiB at PT5M), enough for memory to come in long runs.
 */
export const BLOCK = 256

/*
 * What one step finds out about a block of metrics and hands to the next step; index = metric less the first of the block.
 * Arrays instead of objects and results of functions: doubles handed from function to function would be boxed (bench/detect).
 */
const array = (): Float64Array => new Float64Array(BLOCK)

/** Value in the metric's unit; NaN = none. */
export const values = array()
/** The value after its transform. */
export const transformed = array()
/** Parts of the base, in y: the daily profile, and the long profile before it is weighed. */
export const seasons = array()
export const longProfiles = array()
/** Level, season and long profile. */
export const bases = array()
/** One step ahead, in y, and the same as a value in the metric's unit. */
export const forecasts = array()
export const expectations = array()
/** Size of an error here and now; of a residual. */
export const sigmas = array()
export const residualSigmas = array()
/** Sigmas at which an error is clipped before anything is learned from it. */
export const clips = array()
/** y less forecast, in sigma. */
export const deviations = array()
/** What of that is judged: on the way back from an excess only what goes beyond the base (forecast.ts). */
export const surprises = array()
