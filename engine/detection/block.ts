/**
 * Metrics that pass through the steps of detection together while a history is learned: few enough for their state to stay in the
 * cache (0.6 MiB at PT5M), enough for memory to come in long runs.
 */
export const LEARN_BLOCK = 256

/** The same for a single interval, which reads little of a metric's profiles: half as many blocks to begin (bench/detect). */
export const BLOCK = 512

/*
 * What one step finds out about a block of metrics and hands to the next step; index = metric less the first of the block.
 * Arrays instead of objects and results of functions: doubles handed from function to function would be boxed (bench/detect). In the
 * loops over a block, `| 0` tells V8 that a place is a 32-bit number and overflows nowhere.
 */
const ARRAYS = 14
const memory = new ArrayBuffer(8 * BLOCK * ARRAYS)
let used = 0
const array = (): Float64Array => new Float64Array(memory, 8 * BLOCK * used++, BLOCK)

/** Metrics of the block that a step looks at again; only that step knows how many. */
export const chosen = new Int32Array(BLOCK)

/** 1 where about 0 is expected of a metric that is mostly 0 there. */
export const sparsities = new Uint8Array(BLOCK)

/** 1 where the long profile was read from one hour alone, without its neighbour. */
export const lonely = new Uint8Array(BLOCK)

/** Value in the metric's unit; NaN = none. */
export const values = array()
/** The value after its transform. */
export const transformed = array()
/** Parts of the base, in y: the daily profile, and the long profile before it is weighed. */
export const seasons = array()
export const longProfiles = array()
/** How far the daily profile goes up or down within a few slots. */
export const swings = array()
/** Level, season and long profile. */
export const bases = array()
/** One step ahead, in y, and the same as a value in the metric's unit. */
export const forecasts = array()
export const expectations = array()
/** Size of an error here and now; of a residual. */
export const sigmas = array()
export const residualSigmas = array()
/** Size of an error here and now but for what a jump of the profile adds: what teaches a scale is clipped by it. */
export const quietSigmas = array()
/** Sigmas at which an error is clipped before anything is learned from it. */
export const clips = array()
/** y less forecast, in sigma. */
export const deviations = array()
/** What of that is judged: on the way back from an excess only what goes beyond the base (forecast.ts). */
export const surprises = array()
