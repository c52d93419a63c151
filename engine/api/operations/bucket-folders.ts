import type { PathOptions, SourceOptions } from '../../../spec/lookout-metrics/index.ts'
import { invalidRequest } from '../wire/index.ts'

/** Folders that stand for buckets, and back. */
export interface BucketFolders extends Required<Pick<SourceOptions, 'folderOf'>>, Required<PathOptions> {
  /** What is said about a file, which it begins with, in the names of whoever asks: those of the buckets. */
  readonly inBuckets: (text: string) => string
}

/**
 * Folders in the place of buckets: `s3://demo/live/{{yyyyMMdd}}` is read from `/data/live/{{yyyyMMdd}}` where `/data` stands for
 * `demo`.
 *
 * @param buckets - absolute paths of folders by the name of the bucket
 */
export function bucketFolders(buckets: ReadonlyMap<string, string>): BucketFolders {
  function pathOf(folder: string): string | null {
    for (const [bucket, root] of buckets) {
      const below = `${root.replace(/\/+$/, '')}/`
      if (folder.startsWith(below)) return `s3://${bucket}/${folder.slice(below.length)}`
    }
    return null
  }
  return {
    pathOf,
    inBuckets: (text) => pathOf(text) ?? text,
    folderOf(path) {
      const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(path) ?? []
      const folder = buckets.get(bucket)
      if (folder === undefined) return null
      refuseClimbing(key, path)
      return `${folder.replace(/\/+$/, '')}/${key}`
    },
  }
}

/** A key of S3 may be called anything; as the path of a folder it must not lead out of the one that stands for the bucket. */
function refuseClimbing(key: string, path: string): void {
  const parts = key.split(/[/\\]/)
  if (!parts.includes('..') && !parts.includes('.') && !key.includes('\0')) return
  const message = `"${path.slice(0, 200)}" leads out of the folder that stands for the bucket: it has a part "." or "..".`
  throw invalidRequest(message)
}
