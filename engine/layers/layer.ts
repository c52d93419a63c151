/** The layers of roll-ups, the coarsest first: by how many dimensions have a certain value. */
export const ROLL_UP_LAYERS = ['total', 'single', 'pair'] as const

/** A layer of roll-ups. */
export type RollUpLayer = (typeof ROLL_UP_LAYERS)[number]

/** The layers that there have always been: the metrics themselves, their roll-ups, and how many of them are a little off on one side. */
export const LAYERS = ['leaf', ...ROLL_UP_LAYERS, 'breadth'] as const

/**
 * A layer of a measure; `relative`, single values beside the other values of their dimension, is there where these are enough;
 * `silence`, which metrics are silent together, where some are.
 */
export type Layer = (typeof LAYERS)[number] | 'relative' | 'silence'

/** What a roll-up sums over: a value by dimension, null where all values count. Parallel to the dataset's dimensions. */
export type RollUpValues = readonly (string | null)[]
