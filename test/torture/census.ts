import { createHash } from 'node:crypto'
import type { CommitRecord, ObjectStore } from '../../engine/state/index.ts'

/** Objects of one kind. */
export interface Count {
  readonly objects: number
  readonly bytes: number
}

/**
 * Counts the objects of a store as they come and go, keeping no more than their sizes, and looks at every commit and every removal: what a year
 * of intervals leaves behind.
 */
export class Census {
  readonly violations: string[] = []
  /** The most chunks at any moment since `resetMost`. */
  mostChunks: Count = { objects: 0, bytes: 0 }
  /** Chunks that were removed. */
  collected = 0
  commits = 0
  /** Digests of the commits, in order, without their writers and moments. */
  readonly digests: string[] = []
  /** Ids of the alerts that are committed. */
  readonly alerts = new Set<string>()
  onCommit: (() => void) | undefined
  readonly #sizes = new Map<string, Map<string, number>>()
  readonly #bytes = new Map<string, number>()
  #last: CommitRecord | undefined

  /** A store that is counted from its first object on. */
  over(store: ObjectStore): ObjectStore {
    return {
      ...store,
      create: async (key, bytes) => {
        const outcome = await store.create(key, bytes)
        if (outcome === 'created') {
          this.#put(key, bytes.length)
          if (kindOf(key) === 'commits') this.#committed(JSON.parse(Buffer.from(bytes).toString()) as CommitRecord)
        }
        return outcome
      },
      replace: async (key, bytes, ifMatch) => {
        const outcome = await store.replace(key, bytes, ifMatch)
        if (outcome !== 'changed') this.#put(key, bytes.length)
        return outcome
      },
      delete: async (key) => {
        await store.delete(key)
        this.#take(key)
        if (kindOf(key) !== 'chunks') return
        this.collected++
        if (this.#last?.snapshot.some((ref) => ref.key === key)) this.violations.push(`the last state lost ${key}`)
      },
    }
  }

  /** How much there is now, by kind. */
  counts(): Readonly<Record<string, Count>> {
    return Object.fromEntries([...this.#sizes.keys()].toSorted().map((kind) => [kind, this.#countOf(kind)]))
  }

  resetMost(): void {
    this.mostChunks = this.#countOf('chunks')
  }

  #countOf(kind: string): Count {
    return { objects: this.#sizes.get(kind)?.size ?? 0, bytes: this.#bytes.get(kind) ?? 0 }
  }

  #committed(record: CommitRecord): void {
    const last = this.#last
    const follows = last === undefined || (record.sequence === last.sequence + 1 && record.start === last.end)
    if (!follows) this.violations.push(`commit ${record.sequence} came after ${last.sequence}`)
    for (const { key } of record.snapshot) {
      if (!this.#sizes.get('chunks')?.has(key))
        this.violations.push(`commit ${record.sequence} names ${key}, which is not there`)
    }
    const { writer: _, writtenAt: __, ...bare } = record as CommitRecord & { readonly checksum?: string }
    const { checksum: ___, ...content } = bare
    this.digests.push(createHash('sha256').update(JSON.stringify(content)).digest('base64').slice(0, 16))
    for (const alert of record.alerts as readonly { readonly arn?: string }[]) this.alerts.add(alert.arn ?? '')
    this.#last = record
    this.commits++
    this.onCommit?.()
  }

  #put(key: string, size: number): void {
    const kind = kindOf(key)
    const sizes = this.#sizes.get(kind) ?? new Map<string, number>()
    this.#sizes.set(kind, sizes)
    this.#bytes.set(kind, (this.#bytes.get(kind) ?? 0) + size - (sizes.get(key) ?? 0))
    sizes.set(key, size)
    const { objects, bytes } = this.#countOf('chunks')
    const most = this.mostChunks
    this.mostChunks = { objects: Math.max(most.objects, objects), bytes: Math.max(most.bytes, bytes) }
  }

  #take(key: string): void {
    const sizes = this.#sizes.get(kindOf(key))
    const size = sizes?.get(key)
    if (sizes === undefined || size === undefined) return
    sizes.delete(key)
    this.#bytes.set(kindOf(key), (this.#bytes.get(kindOf(key)) ?? 0) - size)
  }
}

/** `commits`, `chunks` ... of a generation; what belongs to the detector itself is `detector`. */
function kindOf(key: string): string {
  const parts = key.split('/')
  if (parts[0] === 'state') return parts[3] ?? ''
  return parts[2] === 'events' ? 'events' : 'detector'
}
