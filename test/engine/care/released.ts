import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { importState } from '../../../engine/care/index.ts'
import { runLocally } from '../../../engine/hosts/local.ts'
import { commitLog, memoryStore, type CommitLog, type ObjectStore } from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'

/** States of released versions, and of the one to be released: `npm run state-fixture`. */
export const STATES = join(import.meta.dirname, '../../fixtures/state')

export const VERSIONS: readonly string[] = readdirSync(STATES).toSorted()

/** The version to be released. */
export const { version: VERSION } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
) as { readonly version: string }

/** The detector of every such state. */
export const PLACE = { detector: 'shops', generation: '5f0c7f9e-8d14-4c62-9a0e-2b1d3c4e5f60' }

/** Monday, 2026-01-05T00:00:00Z: hour 0 of its data. */
export const hour = (index: number): number => Date.UTC(2026, 0, 5) + index * 3_600_000

/** The export of the state that a version left behind. */
export function exportOf(version: string): string {
  return join(STATES, version, 'state.tar.zst')
}

/** Such a state in memory. */
export async function stateOf(version = VERSION): Promise<ObjectStore> {
  const store = memoryStore()
  await importState(store, exportOf(version), { stopped: true })
  return store
}

export function logOf(store: ObjectStore): CommitLog {
  return commitLog(store, PLACE)
}

/** Lets today's code go on from a state until an hour, with a pager that can be reached. */
export async function goOn(store: ObjectStore, until: number, version = VERSION): Promise<readonly string[]> {
  const folder = join(STATES, version)
  const spec = JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8')) as DetectorSpec
  const sent: string[] = []
  const failures: unknown[] = []
  const fine = await runLocally([{ spec, baseDir: folder }], {
    store,
    until: hour(until),
    onEvent: (event) => void (event.kind === 'failed' && failures.push(event.error)),
    delivery: {
      writeLine: () => void sent.push('log'),
      now: () => hour(until),
      fetch: () => {
        sent.push('pager')
        return Promise.resolve(new Response('ok'))
      },
    },
  })
  if (!fine) throw failures[0]
  return sent
}

/** All objects of a store by key, as text that can be compared. */
export async function contentOf(store: ObjectStore, prefix = ''): Promise<ReadonlyMap<string, string>> {
  const objects = new Map<string, string>()
  for await (const { key } of store.list(prefix)) {
    objects.set(key, Buffer.from((await store.get(key))!.bytes).toString('base64'))
  }
  return objects
}

/** The first key below a prefix of the generation, or one further on. */
export async function keyOf(store: ObjectStore, kind: string, index = 0): Promise<string> {
  const prefix = kind.startsWith('detectors/') ? kind : `state/${PLACE.detector}/${PLACE.generation}/${kind}/`
  const keys = await Array.fromAsync(store.list(prefix), ({ key }) => key)
  const key = keys.at(index)
  if (key === undefined) throw new Error(`${prefix} has ${keys.length} objects`)
  return key
}

/** Writes over whatever is there. */
export async function overwrite(store: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
  await store.delete(key)
  await store.create(key, bytes)
}
