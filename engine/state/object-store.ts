/**
 * Objects by key in a folder or an S3 bucket. History is immutable: `create` never overwrites; `replace` is for
 * declared objects, and for what waits to be done.
 */
export interface ObjectStore {
  /** `file:///...` or `s3://bucket/prefix`, for messages. */
  readonly url: string
  get(key: string): Promise<StoredObject | undefined>
  /** Writes if absent, durable when it returns. A repeated own write after a lost answer counts as created. */
  create(key: string, bytes: Uint8Array): Promise<'created' | 'exists'>
  /**
   * Overwrites the version `ifMatch` (null: must be absent). `changed` when somebody else was faster; after a lost answer also when somebody has
   * overwritten what was written here. So make changes that may be made again on top of it, such as setting a value.
   */
  replace(key: string, bytes: Uint8Array, ifMatch: string | null): Promise<{ readonly etag: string } | 'changed'>
  /** Keys under a prefix in ascending byte order, after `startAfter` when given. */
  list(prefix: string, startAfter?: string): AsyncIterable<ListedObject>
  delete(key: string): Promise<void>
}

/** An object's content and version. */
export interface StoredObject {
  readonly bytes: Uint8Array
  readonly etag: string
}

/** An entry of a listing. */
export interface ListedObject {
  readonly key: string
  readonly size: number
}
