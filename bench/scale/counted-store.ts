import { openStore, type ObjectStore } from '../../engine/state/index.ts'
import { s3Store } from '../../engine/state/s3-store.ts'

/** Calls of a store by their name. */
export type StoreCalls = Record<'get' | 'create' | 'replace' | 'list' | 'delete', number>

/**
 * Opens a store that counts what is asked of it: on S3 each call is a request, a listing one for 1,000 objects.
 *
 * @param place - a folder, or `s3://bucket` on the emulator that `BENCH_S3_ENDPOINT` names
 */
export async function openCountedStore(
  place: string,
): Promise<{ readonly store: ObjectStore; readonly calls: StoreCalls }> {
  const inner = place.startsWith('s3://') ? emulated(place) : await openStore(place)
  const calls: StoreCalls = { get: 0, create: 0, replace: 0, list: 0, delete: 0 }
  const counted =
    <A extends unknown[], R>(name: keyof StoreCalls, call: (...args: A) => R): ((...args: A) => R) =>
    (...args) => {
      calls[name]++
      return call(...args)
    }
  return {
    calls,
    store: {
      url: inner.url,
      get: counted('get', inner.get),
      create: counted('create', inner.create),
      replace: counted('replace', inner.replace),
      list: counted('list', inner.list),
      delete: counted('delete', inner.delete),
    },
  }
}

function emulated(place: string): ObjectStore {
  const endpoint = process.env['BENCH_S3_ENDPOINT']
  if (endpoint === undefined) throw new Error('BENCH_S3_ENDPOINT is not set')
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
  return s3Store({
    bucket: place.slice('s3://'.length),
    client: { endpoint, region: 'us-east-1', credentials, forcePathStyle: true },
  })
}
