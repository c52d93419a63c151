import { fileURLToPath } from 'node:url'
import { folderStore, type FolderOptions } from './folder-store.ts'
import type { ObjectStore } from './object-store.ts'
import { s3Store, type S3StoreOptions } from './s3-store.ts'
import { s3Versions, type ObjectVersions } from './s3-versions.ts'
import { StateError } from './state-error.ts'

/**
 * Opens the store at a place.
 *
 * @param place - `s3://bucket/prefix`, `file:///folder` or the path of a folder
 * @param options - of a folder
 * @throws {StateError} STORE_URL_INVALID, STORE_NOT_WRITABLE, STORE_NO_HARD_LINKS
 */
export async function openStore(place: string, options?: FolderOptions): Promise<ObjectStore> {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(place)) {
    if (place === '') throw new StateError({ code: 'STORE_URL_INVALID', url: place, reason: 'it is empty' })
    return folderStore(place, options)
  }
  if (!URL.canParse(place)) throw new StateError({ code: 'STORE_URL_INVALID', url: place, reason: 'it is not a URL' })
  const url = new URL(place)
  switch (url.protocol) {
    case 'file:':
      return folderStore(folderOf(url), options)
    case 's3:':
      return s3Store(s3Place(place))
    default:
      throw new StateError({ code: 'STORE_URL_INVALID', url: place, reason: `${url.protocol} is not supported` })
  }
}

/**
 * Opens the earlier versions of objects at a place, where it keeps them; undefined for a folder.
 *
 * @throws {StateError} STORE_URL_INVALID
 */
export function openVersions(place: string): ObjectVersions | undefined {
  return place.startsWith('s3:') ? s3Versions(s3Place(place)) : undefined
}

function folderOf(url: URL): string {
  try {
    return fileURLToPath(url)
  } catch (error) {
    const reason = 'its path is not one of this machine'
    throw new StateError({ code: 'STORE_URL_INVALID', url: url.href, reason }, { cause: error })
  }
}

function s3Place(place: string): Pick<S3StoreOptions, 'bucket' | 'prefix'> {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(place)
  if (match === null) {
    throw new StateError({ code: 'STORE_URL_INVALID', url: place, reason: 'its bucket name is not valid' })
  }
  return { bucket: match[1], prefix: match[2] ?? '' }
}
