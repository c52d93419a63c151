/** Something that was found out about data, or assumed. */
export interface Decision {
  /** What it is about: a key of the spec such as `interval` or `timestamp`, or a column. */
  readonly about: string
  readonly decided: string
  /** Why, in words for the person who checks it. */
  readonly reason: string
  /** False: it is a guess that the person should look at. */
  readonly sure: boolean
}
