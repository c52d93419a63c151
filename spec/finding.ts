/** How bad a finding is; `error` means that the document cannot be used. */
export type FindingLevel = 'error' | 'security-warning' | 'warning' | 'suggestion'

/** One thing that is wrong, or could be better, in a document: data, with its text made in one place. */
export interface Finding {
  /** Stable, documented name of the rule, such as `INTERVAL_UNKNOWN`. */
  readonly code: string
  readonly level: FindingLevel
  /** The file as the user named it; empty when the document came from memory. */
  readonly file: string
  /** Where in the document, from its root. */
  readonly path: readonly (string | number)[]
  /** 1-based place in the text of `file`; null when the document did not come from text. */
  readonly line: number | null
  readonly column: number | null
  /** What the message was made from. */
  readonly args: Readonly<Record<string, unknown>>
  /** What is wrong. */
  readonly message: string
  /** The cure. */
  readonly help: string
}
