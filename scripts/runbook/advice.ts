/** What an operator is told about a code beside the message itself. Markdown; sentences. */
export interface Advice {
  /** What the engine did when it met this; not there where it is the same for the whole family. */
  readonly did?: string
  /** What to do. */
  readonly cure: string
}

/** Codes of one kind, with what is known of all of them. */
export interface Family {
  readonly title: string
  readonly intro: string
  readonly entries: Readonly<Record<string, Advice>>
  /** What the engine does with a code that does not say it itself. */
  readonly did: (code: string) => string
  /** The message with `<name>` for what is filled in; null where there is none. */
  readonly message: (code: string) => string | null
}
