/*
 * Where errors, residuals and memory are clipped (Huber), in sigma, so that an outage teaches no more than a bad day. Modules take
 * these apart once at their top: to V8 such a constant is one, an exported one of the module itself is not (bench/detect).
 */

/** Errors, before they teach a scale anything. */
export const CLIP = 2.7
/** Errors while the clip is open: where a regime changes, or a metric that is mostly 0 is not. */
export const WIDE_CLIP = 8
/** Residuals, before level and profiles learn from them. */
export const STEP_CLIP = 2
/** The memory of residuals moves a forecast by at most this, so that it does not follow an outage. */
export const MOST_MEMORY = 3.5
