/**
 * The finest metrics of one measure in one interval, as columns: leaf i has dimension values `codes[*][i]`. All of them,
 * the normal ones too, because only they show what noise is. No two leaves have the same dimension values.
 */
export interface Leaves {
  /** Per dimension the number of each leaf's value, >= 0; numbers that are not used cost memory. */
  readonly codes: readonly Int32Array[]
  /** Observed; NaN = none, and the leaf says nothing. */
  readonly value: Float64Array
  /** Forecast, in the unit of `value`; NaN while a metric learns. */
  readonly expected: Float64Array
  /** Standard deviation of value - expected, in the same unit, > 0; estimated from the leaves where it is not given. */
  readonly sigma?: Float64Array
}

/** What the leaves with evidence say, in the order of their dimension values, so that no input order plays a part. */
export interface LeafEvidence {
  /** Number of values (greatest code + 1) per dimension. */
  readonly sizes: readonly number[]
  readonly codes: readonly Int32Array[]
  /** Index among the leaves given. */
  readonly leaf: Int32Array
  /** (value - expected) / size, -2 .. 2. */
  readonly change: Float64Array
  /** Standard deviation that a normal leaf's change has, > 0. */
  readonly noise: Float64Array
}

/** One value of one dimension, by their numbers. */
export interface SlicePart {
  readonly dimension: number
  readonly value: number
}

/** Some of the leaves, in the order of `indices`. */
export function pickLeaves(evidence: LeafEvidence, indices: Int32Array): LeafEvidence {
  return {
    sizes: evidence.sizes,
    codes: evidence.codes.map((codes) => take(codes, indices)),
    leaf: take(evidence.leaf, indices),
    change: take(evidence.change, indices),
    noise: take(evidence.noise, indices),
  }
}

/** The elements at some indices. */
export function take<Column extends Int32Array | Float64Array>(column: Column, indices: Int32Array): Column {
  const taken = column.slice(0, indices.length)
  for (let k = 0; k < indices.length; k++) taken[k] = column[indices[k]]
  return taken as Column
}
