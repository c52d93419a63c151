import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore, type ObjectStore } from '../engine/index.ts'
import { CommandLineError } from './command-line-error.ts'
import type { Io } from './io.ts'

/**
 * Opens the state that an option names: a folder, or `s3://bucket/prefix`.
 *
 * @param prepare - `write` for what only reads, or may end before it writes: nothing is written until then. Default `open`
 * @throws {StateError} STORE_URL_INVALID, STORE_NOT_WRITABLE, STORE_NO_HARD_LINKS
 */
export function openState(place: string, io: Io, prepare: 'open' | 'write' = 'open'): Promise<ObjectStore> {
  return openStore(/^[a-z][a-z0-9+.-]+:/i.test(place) ? place : resolve(io.cwd, place), { prepare })
}

/**
 * Opens a state that is to be there: a folder is not made, and nothing is written before something is.
 *
 * @throws {CommandLineError} STATE_NOT_THERE
 * @throws {StateError} as `openState`
 */
export function openExistingState(place: string, command: string, io: Io): Promise<ObjectStore> {
  const folder = /^[a-z][a-z0-9+.-]+:/i.test(place) ? folderOf(place) : place
  if (folder !== undefined && !existsSync(resolve(io.cwd, folder))) {
    const cure =
      command === 'state repair'
        ? 'Correct --state or --from; a state that is lost as a whole comes back with --detector NAME and --from PLACE.'
        : 'Correct --state.'
    throw new CommandLineError('STATE_NOT_THERE', `There is no folder ${folder}. ${cure}`, command)
  }
  return openState(place, io, 'write')
}

/** The folder of a URL; undefined for one of something else, and for what is none: that is said when it is opened. */
function folderOf(place: string): string | undefined {
  try {
    return place.startsWith('file:') ? fileURLToPath(place) : undefined
  } catch {
    return undefined
  }
}
