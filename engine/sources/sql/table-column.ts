/** What a column of a table holds, as far as it matters here. */
export type ColumnKind =
  | 'integer'
  /** Exact, with digits after the point. */
  | 'decimal'
  | 'float'
  | 'text'
  | 'boolean'
  | 'date'
  /** Date and time of a wall clock, without a zone. */
  | 'local-time'
  /** A moment: date and time with a zone, or in UTC. */
  | 'instant'
  | 'other'

/** A column of a table or view. */
export interface TableColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** Its type as the database writes it, for messages. */
  readonly type: string
}
