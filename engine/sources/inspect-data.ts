import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { folderStore } from './folder-store.ts'
import { namedSource, proposeDetector, sampleData, type DataPlace } from './inspect/index.ts'
import type { InspectedData, InspectOptions } from './inspected-data.ts'
import { bucketOf, s3Store } from './s3-store.ts'

/**
 * Looks at data and proposes a detector for it.
 *
 * @param data - file, folder, `file:` or `s3://` URL, or that of a database or service; see `namedSource`
 * @throws {SourceError | InspectError} when the data cannot be read or understood
 */
export async function inspectData(data: string, options: InspectOptions): Promise<InspectedData> {
  const { baseDir, specFile, signal, secret } = options
  const service = namedSource(data, secret === undefined ? {} : { secret })
  if (service !== undefined) {
    const { inspectService } = await import('./inspect-service.ts')
    return inspectService(data, { ...service, name: options.name ?? nameOf(service.name) }, options)
  }
  const s3 = data.startsWith('s3://')
  const store = s3 ? s3Store(bucketOf(data), options.aws) : folderStore(baseDir)
  const key = store.key(data)
  const sample = await sampleData(store, key, signal)
  const folder = resolve(baseDir, dirname(specFile))
  const place: DataPlace = {
    kind: s3 ? 's3' : 'folder',
    name: data,
    path(below) {
      const full = below === '' ? key : `${key === '' || key.endsWith('/') ? key : `${key}/`}${below}`
      return s3 ? store.name(full) : relativePath(folder, full)
    },
  }
  const proposal = proposeDetector(options.name ?? nameOf(data), sample, place)
  return { ...proposal, sampled: sample.sampled, records: sample.table.rows.length, kind: 'files' }
}

/** Relative where the data lies near the spec, with `/` everywhere. */
function relativePath(folder: string, key: string): string {
  const path = relative(folder, key).replaceAll('\\', '/')
  if (isAbsolute(path) || path.startsWith('../../..')) return key
  const slash = key.endsWith('/') && path !== '' ? '/' : ''
  return path.startsWith('..') ? `${path}${slash}` : `./${path}${slash}`
}

/** A detector's name from that of a file or folder. */
function nameOf(data: string): string {
  const last =
    data
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) ?? ''
  const stem = last.replace(/(?:\.(?:csv|tsv|txt|jsonl?|ndjson|parquet|gz))+$/i, '')
  const name = stem.replaceAll(/[^a-zA-Z0-9_-]+/g, '-').replace(/^[^a-zA-Z0-9]+|-+$/g, '')
  return name.slice(0, 63) || 'detector'
}
