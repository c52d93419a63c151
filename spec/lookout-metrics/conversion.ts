/** Something that a conversion could not carry over as it was. */
export interface ConversionNote {
  /**
   * LOST: it has no counterpart and was left out. ASSUMED: what the other side needs and this side does not say was chosen.
   * NEEDED: what the other side needs cannot be known from here, so the result is not complete.
   */
  readonly kind: 'LOST' | 'ASSUMED' | 'NEEDED'
  /** Member that it is about, as the API names it, such as `MetricSource.RDSSourceConfig.DatabasePort`. */
  readonly member: string
  /** What became of it, in sentences. */
  readonly message: string
}

/** What came of a conversion: the parts, and all that could not be carried over as it was. */
export interface Converted<T> {
  readonly value: T
  readonly notes: readonly ConversionNote[]
}

/** Members of an object of a spec that is still to be checked. */
export type Draft = Readonly<Record<string, unknown>>

/** A note; see `ConversionNote`. */
export function note(kind: ConversionNote['kind'], member: string, message: string): ConversionNote {
  return { kind, member, message }
}

/** Only what is there: an absent value leaves no key behind. */
export function present<T extends object>(members: T): { readonly [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null)) as {
    readonly [K in keyof T]: NonNullable<T[K]>
  }
}
