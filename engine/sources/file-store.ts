/** Files by key, in a folder or a bucket. A key is a path with `/`; a prefix is the beginning of a key, not a folder. */
export interface FileStore {
  /** What holds the files, for messages. */
  readonly url: string
  /** Turns a path of the spec into a key or prefix. */
  key(path: string): string
  /** How a person would write a key. */
  name(key: string): string
  /**
   * Entries whose key begins with a prefix: all files below (`deep`), or those without a further `/`, and folders.
   *
   * @throws {SourceError}
   */
  list(prefix: string, depth: 'deep' | 'shallow', signal?: AbortSignal): AsyncIterable<StoredEntry>
  /**
   * Reads a file, or bytes [start, end) of it. A piece holds only until the next is asked for.
   *
   * @throws {SourceError} while it is read, also when the file is no longer what was listed
   */
  open(file: StoredFile, range?: ByteRange, signal?: AbortSignal): AsyncIterable<Uint8Array>
}

/** Something that a listing found. */
export type StoredEntry =
  StoredFile | { readonly kind: 'folder'; readonly key: string } | { readonly kind: 'other'; readonly key: string }

/** A file of a listing. */
export interface StoredFile {
  readonly kind: 'file'
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** Version of the content, where the store has one. */
  readonly etag?: string
  /** When it was written, where the store says it: epoch milliseconds. */
  readonly modified?: number
}

/** Half-open. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}
