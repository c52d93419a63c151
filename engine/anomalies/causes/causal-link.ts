/** What the residuals of two measures have to do with each other. At most one link a pair of measures. */
export interface CausalLink {
  /**
   * `may-cause`: what `to` does follows what `from` did, and nothing speaks for another reason. `moves-together`: they
   * have to do with each other, but what moves which, or whether something unmeasured moves both, cannot be told.
   */
  readonly kind: 'may-cause' | 'moves-together'
  /** Index of a measure; the smaller of the two where they move within the same interval. */
  readonly from: number
  readonly to: number
  /** Intervals after which `to` follows most; 0 = within the same interval (`moves-together` only). */
  readonly lagIntervals: number
  /** Sigma that `to` moves per sigma of `from` at that lag, all else equal; for lag 0 a partial correlation. */
  readonly strength: number
  /** How often two measures that have nothing to do with each other show as much. */
  readonly pValue: number
  /**
   * What `to` does 1, 2, 3... intervals after `from`, in residuals of the history per residual; 0 where nothing is sure.
   * Empty for lag 0.
   */
  readonly response: readonly number[]
}
