/** Runs that are remembered: the third longest is what a metric is known to do, so that two anomalies do not hide a third. */
const REMEMBERED = 3

/** Notes that a run is over. @param at - of the three longest, falling */
export function noteRun(x: Float32Array, at: number, length: number): void {
  let run = length
  for (let k = at; k < at + REMEMBERED; k++) {
    const longest = x[k]
    if (run > longest) {
      x[k] = run
      run = longest
    }
  }
}

/** A run longer than this is longer than the metric is known to have, by half. */
export function beyond(known: number): number {
  return 1.5 * known
}

/**
 * How rare a run is: it is at most as rare as independent repeats would make it, and no rarer than its length beyond the
 * third longest known one shows.
 *
 * @param length - repeats in a row so far, >= 1
 * @param logShare - -log10 of the share of values that are ordinary repeats
 * @param known - the third longest run there was, 0 where there were fewer
 * @param most - greatest score that a run has
 * @returns -log10 p
 */
export function scoreOfRun(length: number, logShare: number, known: number, most: number): number {
  const independent = length * logShare
  const grown = 1 + logShare + length / (known + 1)
  const score = independent < grown ? independent : grown
  return score < most ? score : most
}
