import type { ObjectStore } from '../../engine/state/index.ts'

/** Bugs that the engine could have, and must be caught if it had. */
export type PlantedBug = 'commit before data' | 'alert before commit' | 'snapshot collected under a reader'

/** All of them. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  'commit before data',
  'alert before commit',
  'snapshot collected under a reader',
]

/**
 * A store under which the engine behaves as if it had a bug: the engine itself has no seam for this.
 *
 * @param arrived - the alerts' receiver
 */
export function plant(bug: PlantedBug, store: ObjectStore, arrived: (id: string, body: string) => void): ObjectStore {
  switch (bug) {
    case 'commit before data': {
      // What belongs to an interval is held back until its commit is there.
      const held: (readonly [key: string, bytes: Uint8Array])[] = []
      return {
        ...store,
        async create(key, bytes) {
          if (/\/(chunks|points|groups)\//.test(key)) {
            held.push([key, Uint8Array.from(bytes)])
            return 'created'
          }
          const outcome = await store.create(key, bytes)
          if (isCommit(key)) for (const [name, content] of held.splice(0)) await store.create(name, content)
          return outcome
        },
      }
    }
    case 'alert before commit':
      return {
        ...store,
        async create(key, bytes) {
          if (isCommit(key)) {
            const { alerts } = JSON.parse(Buffer.from(bytes).toString()) as {
              readonly alerts: readonly { readonly arn: string; readonly message: string }[]
            }
            for (const { arn, message } of alerts) arrived(arn, message)
          }
          return store.create(key, bytes)
        },
      }
    case 'snapshot collected under a reader':
      // The state of the last commit alone is kept, and the one before it is removed at once.
      return {
        ...store,
        async create(key, bytes) {
          const outcome = await store.create(key, bytes)
          if (!isCommit(key) || outcome !== 'created') return outcome
          const { snapshot } = JSON.parse(Buffer.from(bytes).toString()) as {
            readonly snapshot: readonly { readonly key: string }[]
          }
          const needed = new Set(snapshot.map((ref) => ref.key))
          const chunks = `${key.slice(0, key.indexOf('/commits/'))}/chunks/`
          for await (const { key: chunk } of store.list(chunks)) if (!needed.has(chunk)) await store.delete(chunk)
          return outcome
        },
      }
  }
}

function isCommit(key: string): boolean {
  return key.includes('/commits/')
}
