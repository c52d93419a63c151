/** A stored file, to be read from its beginning or at any place. */
export interface RecordFile {
  /** For messages. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** The bytes of the file, or those of a half-open range; a piece holds only until the next is asked for. */
  open(range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>
}
