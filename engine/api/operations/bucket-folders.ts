import type { PathOptions, SourceOptions } from '../../../spec/lookout-metrics/index.ts'
import { invalidRequest } from '../wire/index.ts'

/**
 * Folders in the place of buckets: `s3://demo/live/{{yyyyMMdd}}` is read from `/data/live/{{yyyyMMdd}}` where `/data` stands for
 * `demo`.
 *
 * @param buckets - absolute paths of folders by the name of the bucket
 */
export function bucketFolders(
  buckets: ReadonlyMap<string, string>,
): Required<Pick<SourceOptions, 'folderOf'>> & Required<PathOptions> {
  return {
    folderOf(path) {
      const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(path) ?? []
      const folder = buckets.get(bucket)
      if (folder === undefined) return null
      refuseClimbing(key, path)
      return `${folder.replace(/\/+$/, '')}/${key}`
    },
    pathOf(folder) {
      for (const [bucket, root] of buckets) {
        const below = `${root.replace(/\/+$/, '')}/`
        if (folder.startsWith(below)) return `s3://${bucket}/${folder.slice(below.length)}`
      }
      return null
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
