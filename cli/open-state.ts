import { resolve } from 'node:path'
import { openStore, type ObjectStore } from '../engine/index.ts'
import type { Io } from './io.ts'

/**
 * Opens the state that an option names: a folder, or `s3://bucket/prefix`.
 *
 * @throws {StateError} STORE_URL_INVALID, STORE_NOT_WRITABLE, STORE_NO_HARD_LINKS
 */
export function openState(place: string, io: Io): Promise<ObjectStore> {
  return openStore(/^[a-z][a-z0-9+.-]+:/i.test(place) ? place : resolve(io.cwd, place))
}
