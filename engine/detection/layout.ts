/*
 * The numbers that a metric keeps, one after the other in `Shard.scalars` (32-bit floats). Their names are in the snapshot,
 * so that a later layout can take over an earlier one's state. v is a value in the metric's unit, y a v after its transform;
 * a residual is y less level, season and long profile, an error y less forecast.
 */
const FIELDS = [
  // Values seen; intervals since the first, with or without a value; intervals without one since the last.
  'POINTS',
  'AGE',
  'MISSED',
  // 0 in the first cycle; when it is over and the season can be used, 1 and the values since then.
  'SEASON_AGE',
  // The y of 0, below which nothing is expected; lower than any y where values below 0 came.
  'ZERO',
  // Slow level of y. Variances of the one-step error and of the residual. Least sigma of both, and the slow
  // variance that it comes from; where 0 is expected, a metric that is mostly 0 there has another, 0 = it has none.
  'LEVEL',
  'ERROR_VARIANCE',
  'RESIDUAL_VARIANCE',
  'FLOOR',
  'FLOOR_VARIANCE',
  'SPARSE_FLOOR',
  // Residuals that the forecast remembers: the last, the one before, a short average.
  'LAST_RESIDUAL',
  'RESIDUAL_BEFORE',
  'SHORT_RESIDUAL',
  // Their coefficients (short average, last, change) and the coefficients' covariance, upper triangle by rows.
  'COEFFICIENT_0',
  'COEFFICIENT_1',
  'COEFFICIENT_2',
  'COVARIANCE_0',
  'COVARIANCE_1',
  'COVARIANCE_2',
  'COVARIANCE_3',
  'COVARIANCE_4',
  'COVARIANCE_5',
  // Long profile (hours of the week, days of the year): how much of it comes true. What of the level is of the last days.
  'LONG_PRODUCT',
  'LONG_SQUARE',
  'DISPLACEMENT',
  // Values of this hour, and those that lay far above the long profile less those far below it (long-profile.ts).
  'SEEN_OF_HOUR',
  // Values on one side of the season in a row (above: positive), their sum; the level before the last shift, values that fit it.
  'SIDE_RUN',
  'SIDE_SUM',
  'OLD_LEVEL',
  'OLD_RUN',
  // How much comes early or late where the profile of the day goes up or down: squared errors relative to how far it goes.
  'JITTER',
  // Share of recent values beyond 3 sigma; short average of squared deviations, clipped; middle of |deviation| (shape.ts).
  'WILD_SHARE',
  'AGITATION',
  'MEDIAN_DEVIATION',
  // Variance of errors by time of day, relative.
  'SHAPE_0',
  'SHAPE_1',
  'SHAPE_2',
  'SHAPE_3',
  'SHAPE_4',
  'SHAPE_5',
  'SHAPE_6',
  'SHAPE_7',
  // Transform (IDENTITY, SQUARE_ROOT, LOGARITHM), its offset, the count of values at which it is looked at again; regression of
  // log noise on log level: weight, sums of x, y, xx, xy.
  'TRANSFORM',
  'OFFSET',
  'NEXT_LOOK',
  'NOISE_WEIGHT',
  'NOISE_X',
  'NOISE_Y',
  'NOISE_XX',
  'NOISE_XY',
  // The greatest and the least value since their count was a multiple of a part (record.ts).
  'HIGHEST',
  'LOWEST',
  // Least value, least step between two; mean absolute value; share of zeros where about 0 is expected; mean absolute value of all but zeros,
  // and their share; share of values that are nearly 0 where a middling one is expected (sparse.ts).
  'LEAST',
  'LEAST_STEP',
  'MEAN_ABSOLUTE',
  'ZERO_SHARE',
  'MEAN_NOT_ZERO',
  'NOT_ZERO_SHARE',
  'IDLE_SHARE',
  // Values that the tails have judged; the run of excesses that goes on: the calm values in a row that are left until it is over (of a
  // run below: negative, 0 = there is none), its greatest excess; recent excesses of either side, relative to what is usual.
  'JUDGED',
  'CALM_LEFT',
  'EXCESS_PEAK',
  'BURST_ABOVE',
  'BURST_BELOW',
  // What is known of great excesses (great-excess.ts); what was expected before the run of excesses, less the base.
  'GREAT',
  'EXCESS_FROM',
  // Two tails (errors above and below): excesses, those within the limit, their sums of transforms for lambda 0, 1 and 2.
  'ERROR_ABOVE_0',
  'ERROR_ABOVE_1',
  'ERROR_ABOVE_2',
  'ERROR_ABOVE_3',
  'ERROR_ABOVE_4',
  'ERROR_BELOW_0',
  'ERROR_BELOW_1',
  'ERROR_BELOW_2',
  'ERROR_BELOW_3',
  'ERROR_BELOW_4',
  // -log10 of how often the metric itself has excesses, for each of the tails.
  'RARITY_0',
  'RARITY_1',
  // Hour of the day of the last value with the class of the greatest excess in it; what hours are in the habit of (habit.ts).
  'HOUR_CLASS',
  'HABIT_0',
  'HABIT_1',
  'HABIT_2',
  'HABIT_3',
  'HABIT_4',
  'HABIT_5',
  'HABIT_6',
  'HABIT_7',
  // Run of equal values; repeats among all values, and those of them in ordinary runs, of other values than 0 and of 0; runs of
  // other values that could have been flat lines. All fading. The three longest runs of other values; the two longest of 0 in one
  // number (flat-line.ts), and the third longest.
  'EQUAL_RUN',
  'REPEATS',
  'ZERO_REPEATS',
  'ORDINARY_REPEATS',
  'ORDINARY_ZERO_REPEATS',
  'RUNS',
  'LONGEST_RUN_0',
  'LONGEST_RUN_1',
  'LONGEST_RUN_2',
  'LONGEST_ZERO_RUNS',
  'KNOWN_ZERO_RUN',
  // Missing values, and runs of them that could be an anomaly, both fading; the three longest such runs.
  'MISSING_COUNT',
  'GAPS',
  'LONGEST_GAP_0',
  'LONGEST_GAP_1',
  'LONGEST_GAP_2',
  // The greatest and the least of the part before; records in both.
  'EARLIER_HIGHEST',
  'EARLIER_LOWEST',
  'RECORDS',
] as const

/** Names of the numbers, in their order. */
export const SCALAR_NAMES: readonly string[] = FIELDS

const LENGTH = FIELDS.length

/** Numbers a metric. */
export const SCALARS = LENGTH

/**
 * Where the numbers of a metric begin in `Shard.scalars`. The bits that are cut off are never set in a shard of up to 12 million
 * metrics: without them V8 knows that nothing overflows when a place is added (bench/detect).
 */
export function rowOf(metric: number): number {
  return (metric * LENGTH) & 0x3fffffff
}

const at = (name: (typeof FIELDS)[number]): number => FIELDS.indexOf(name)

/*
 * Places in a row. Files that pass through all metrics take them, and what else they need in each step, into constants of their
 * own: V8 writes those into its machine code, but looks a binding of another module up each time it is read (bench/detect: 1.25
 * times as fast).
 */
export const POINTS = at('POINTS')
export const AGE = at('AGE')
export const MISSED = at('MISSED')
export const SEASON_AGE = at('SEASON_AGE')
export const ZERO = at('ZERO')
export const LEVEL = at('LEVEL')
export const ERROR_VARIANCE = at('ERROR_VARIANCE')
export const RESIDUAL_VARIANCE = at('RESIDUAL_VARIANCE')
export const FLOOR = at('FLOOR')
export const FLOOR_VARIANCE = at('FLOOR_VARIANCE')
export const SPARSE_FLOOR = at('SPARSE_FLOOR')
export const LAST_RESIDUAL = at('LAST_RESIDUAL')
export const RESIDUAL_BEFORE = at('RESIDUAL_BEFORE')
export const SHORT_RESIDUAL = at('SHORT_RESIDUAL')
export const COEFFICIENTS = at('COEFFICIENT_0')
export const COVARIANCE = at('COVARIANCE_0')
export const LONG_PRODUCT = at('LONG_PRODUCT')
export const LONG_SQUARE = at('LONG_SQUARE')
export const DISPLACEMENT = at('DISPLACEMENT')
export const SEEN_OF_HOUR = at('SEEN_OF_HOUR')
export const SIDE_RUN = at('SIDE_RUN')
export const SIDE_SUM = at('SIDE_SUM')
export const OLD_LEVEL = at('OLD_LEVEL')
export const OLD_RUN = at('OLD_RUN')
export const JITTER = at('JITTER')
export const WILD_SHARE = at('WILD_SHARE')
export const AGITATION = at('AGITATION')
export const MEDIAN_DEVIATION = at('MEDIAN_DEVIATION')
export const SHAPE = at('SHAPE_0')
export const TRANSFORM = at('TRANSFORM')
export const OFFSET = at('OFFSET')
export const NEXT_LOOK = at('NEXT_LOOK')
export const NOISE = at('NOISE_WEIGHT')
export const LEAST = at('LEAST')
export const LEAST_STEP = at('LEAST_STEP')
export const MEAN_ABSOLUTE = at('MEAN_ABSOLUTE')
export const ZERO_SHARE = at('ZERO_SHARE')
export const MEAN_NOT_ZERO = at('MEAN_NOT_ZERO')
export const NOT_ZERO_SHARE = at('NOT_ZERO_SHARE')
export const IDLE_SHARE = at('IDLE_SHARE')
export const JUDGED = at('JUDGED')
export const CALM_LEFT = at('CALM_LEFT')
export const EXCESS_PEAK = at('EXCESS_PEAK')
export const BURST = at('BURST_ABOVE')
export const GREAT = at('GREAT')
export const EXCESS_FROM = at('EXCESS_FROM')
export const TAILS = at('ERROR_ABOVE_0')
export const RARITY = at('RARITY_0')
export const HOUR_CLASS = at('HOUR_CLASS')
export const HABIT = at('HABIT_0')
export const EQUAL_RUN = at('EQUAL_RUN')
export const REPEATS = at('REPEATS')
export const ORDINARY_REPEATS = at('ORDINARY_REPEATS')
export const RUNS = at('RUNS')
export const LONGEST_RUN = at('LONGEST_RUN_0')
export const LONGEST_ZERO_RUNS = at('LONGEST_ZERO_RUNS')
export const KNOWN_ZERO_RUN = at('KNOWN_ZERO_RUN')
export const MISSING_COUNT = at('MISSING_COUNT')
export const GAPS = at('GAPS')
export const LONGEST_GAP = at('LONGEST_GAP_0')
export const RECORDS = at('RECORDS')
export const HIGHEST = at('HIGHEST')
export const LOWEST = at('LOWEST')
export const EARLIER_HIGHEST = at('EARLIER_HIGHEST')
export const EARLIER_LOWEST = at('EARLIER_LOWEST')

/** Numbers of one of the two tails. */
export const TAIL_SUMS = 5
/** Tails a metric: errors above the forecast, errors below. */
export const TAIL_COUNT = 2
/** Parts of the day whose errors have a variance of their own. */
export const SHAPES = 8
