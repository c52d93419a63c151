import { LEAST_JUDGED, type Parts } from '../layers/index.ts'

/** Parts are taken until they explain this share of a roll-up's deviation. */
const EXPLAINED = 0.8
/**
 * A roll-up is explained by parts that others have named before it when they come to this share: a total that a country
 * pulls down has noise beside it, which explains nothing.
 */
const EXPLAINED_BEFORE = 0.3
/**
 * The metrics of a roll-up must come to this share of its deviation together. Where they do not, it fell for want of
 * metrics that have no value, or its forecast still runs after what is over, and no metric is to blame.
 */
const LEAST_EXPLAINED = 0.5
/**
 * Metrics that still learn are to blame where they bring what the roll-up is off by, and no more than so many times that: where
 * they come to more, most of them are older than what is expected of the roll-up.
 */
const MOST_EXPLAINED = 1.5
/** Parts that are smaller than this share of the greatest are left out. */
const LEAST_OF_GREATEST = 0.05
/** Parts of a roll-up that are named at most. */
const MOST_PARTS = 1_000

/**
 * What culprits leave of a roll-up's deviation is chance up to so many sigma. It is more than 2 because the roll-up was looked at
 * for being far off, and its forecast and theirs do not run after the event at the same pace.
 */
const CHANCE = 2.5

/** How far a roll-up is off, and the usual size of that. */
export interface RollUpDeviation {
  /** |value - expected|. */
  readonly deviation: number
  readonly sigma: number
}

/** Metrics that are named already. */
export interface Named {
  /** They explain another roll-up of the interval: where they explain a good part of this one, they alone are given. */
  readonly taken: ReadonlySet<number>
  /** Anomalies for themselves in an open group: where they leave no more of this one than chance does, they alone are given. */
  readonly culprits: ReadonlySet<number>
}

/**
 * The metrics that explain most of a roll-up's deviation, the greatest part first; none when they cannot. Where those that are
 * judged cannot, metrics that are new may: a country that doubles a total is seen at once, though not judged for weeks.
 *
 * @returns numbers of the series
 */
export function explainingParts(whole: Parts, off: RollUpDeviation, named: Named): readonly number[] {
  const judged = chosenParts(whole, off, named)
  if (judged.length > 0) return judged
  const deviation = whole.weight * off.deviation
  const net = whole.net + sumOf(whole.learning)
  if (whole.learning.length > 0 && net <= MOST_EXPLAINED * deviation) {
    const added = chosenParts({ ...whole, parts: [...whole.parts, ...whole.learning], net }, off, named)
    if (added.length > 0) return added
  }
  return whole.judgedShare < LEAST_JUDGED ? untoldParts(whole, off, named) : []
}

/** Where metrics that still learn do not come to it either, it is that of some which are not there: the others are named by their size. */
function untoldParts(whole: Parts, off: RollUpDeviation, named: Named): readonly number[] {
  const { untold } = whole
  const parts = untold.filter(({ deviation }) => deviation > 0).map((part) => ({ ...part, rank: part.deviation }))
  const told = chosenParts({ ...whole, parts, net: sumOf(untold) }, off, named)
  if (told.length > 0) return told
  // Those of which none has anything are all of one size.
  const sized = untold.some(({ rank }) => rank > 0) ? untold : untold.map((part) => ({ ...part, rank: 1 }))
  const share = (whole.weight * off.deviation) / sized.reduce((sum, { rank }) => sum + rank, 0)
  const left = sized.map((part) => ({ ...part, deviation: share * part.rank }))
  return chosenParts({ ...whole, parts: left, net: sumOf(left) }, off, named)
}

function chosenParts(
  { parts, net, weight }: Parts,
  { deviation, sigma }: RollUpDeviation,
  { taken, culprits }: Named,
): readonly number[] {
  const whole = weight * deviation
  if (net < LEAST_EXPLAINED * whole) return []
  const before = parts.filter(({ series }) => taken.has(series))
  if (before.length > 0 && sumOf(before) >= EXPLAINED_BEFORE * whole) return before.map(({ series }) => series)
  const own = parts.filter(({ series }) => culprits.has(series))
  if (own.length > 0 && whole - sumOf(own) <= CHANCE * weight * sigma) return own.map(({ series }) => series)
  const falling = parts.toSorted((a, b) => b.rank - a.rank || a.series - b.series).slice(0, MOST_PARTS)
  const chosen: number[] = []
  let explained = 0
  for (const { series, deviation: part, rank } of falling) {
    if (explained >= EXPLAINED * whole || rank < LEAST_OF_GREATEST * falling[0].rank) break
    chosen.push(series)
    explained += part
  }
  return chosen
}

function sumOf(parts: Parts['parts']): number {
  return parts.reduce((sum, { deviation }) => sum + deviation, 0)
}
