import { PolicyError } from './policy-error.ts'
import { checkBucket } from './place.ts'

/** What of a bucket a path or path template reaches. */
export interface S3Location {
  readonly bucket: string
  /** Prefixes that are listed exactly so. */
  readonly listed: readonly string[]
  /** The start of prefixes that are listed: of a template, whose rest is a date. */
  readonly listedBelow: readonly string[]
  /** Keys that are read exactly so. */
  readonly objects: readonly string[]
  /** The start of keys that are read. */
  readonly objectsBelow: readonly string[]
}

/** What a path template reaches: everything below the static part before its first key. */
export function templateLocation(template: string): S3Location {
  const { bucket, key } = split(template)
  const [start = ''] = key.split('{{')
  return { bucket, listed: [], listedBelow: [start], objects: [], objectsBelow: [start] }
}

/**
 * What a path of historical data reaches: a folder when it ends in a slash, a file when its last part has a dot, and either
 * when that cannot be told. A missing file is told from a forbidden one by listing, so that this is allowed.
 */
export function historyLocation(path: string): S3Location {
  const { bucket, key } = split(path)
  if (key === '' || key.endsWith('/')) {
    return { bucket, listed: [key], listedBelow: [], objects: [], objectsBelow: [key] }
  }
  const isFile = /\.[^/.]+$/.test(key)
  return { bucket, listed: [key, `${key}/`], listedBelow: [], objects: [key], objectsBelow: isFile ? [] : [`${key}/`] }
}

function split(path: string): { readonly bucket: string; readonly key: string } {
  const match = /^s3:\/\/([^/{]+)(?:\/(.*))?$/s.exec(path)
  if (match === null) throw new PolicyError('PATH_INVALID', { got: path })
  checkBucket(match[1]!)
  return { bucket: match[1]!, key: match[2] ?? '' }
}
