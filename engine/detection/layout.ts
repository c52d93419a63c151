/*
 * The numbers that a metric keeps, one after the other in `Shard.scalars`. Their order is part of the snapshot format.
 * y is a value after its transform; a residual is y less level and season.
 */

/** Values seen. */
export const POINTS = 0
/** Intervals since the first value, with or without one. */
export const AGE = 1
/** Slow level of y. */
export const LEVEL = 2
/** Variance of the one-step forecast's error. */
export const FORECAST_VARIANCE = 3
/** Variance of the residual. */
export const RESIDUAL_VARIANCE = 4
/** The last residual, clipped. */
export const LAST_RESIDUAL = 5
/** Short average of clipped residuals. */
export const SHORT_RESIDUAL = 6
/** Intervals without a value since the last one. */
export const MISSED = 7
/** Share of recent points beyond 3 sigma. */
export const WILD_SHARE = 8
/** Coefficients of the forecast: season, week, short residual, last residual. */
export const COEFFICIENTS = 9
/** Their covariance, the upper triangle by rows. */
export const COVARIANCE = 13
/** Points on one side of the season in a row: positive above, negative below. */
export const SIDE_RUN = 23
/** Sum of the residuals of that run. */
export const SIDE_SUM = 24
/** What the level was before the last shift, less what it is. */
export const OLD_LEVEL = 25
/** Points in a row that fit the old level better. */
export const OLD_RUN = 26
/** Transform: IDENTITY, SQUARE_ROOT or LOGARITHM. */
export const TRANSFORM = 27
/** Offset c of the transform. */
export const OFFSET = 28
/** Points at which the transform is looked at again. */
export const NEXT_LOOK = 29
/** Regression of log noise on log level: weight, sums of x, y, xx, xy. */
export const REGRESSION = 30
/** Mean error with and without the weekly profile. */
export const WEEK_ERROR = 35
export const PLAIN_ERROR = 36
/** Tail: points judged, excesses, excesses within the limit, sums of their transforms for lambda 0, 1 and 2. */
export const TAIL = 37
/** 1 when the last point was an excess. */
export const IN_EXCESS = 43
/** Least value seen. */
export const LEAST = 44
/** Mean absolute value. */
export const MEAN_ABSOLUTE = 45
/** Share of points that are exactly 0. */
export const ZERO_SHARE = 46
/** Mean absolute value of the points that are not 0. */
export const MEAN_NOT_ZERO = 47
/** 1 when the first cycle is over and the season can be used. */
export const SEASON_KNOWN = 48
/** Points since then. */
export const SEASON_POINTS = 49
/** What of the level is of the last days only: the weekly profile is learned against the level without it. */
export const DISPLACEMENT = 50

/** Numbers a metric. */
export const SCALARS = 51
