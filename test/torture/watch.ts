import { createHash } from 'node:crypto'
import type { CommitRecord, ContentRef, ObjectStore, Receipt } from '../../engine/state/index.ts'

/** What a detector must come to, whatever happens: learned from a run in which nothing did. */
export interface Expected {
  /** By sequence: a commit without its writer, its moment and its checksum. */
  readonly commits: readonly string[]
  /** Messages by the id that receivers know. */
  readonly alerts: ReadonlyMap<string, string>
}

/** Checks that were made, by name. */
export type Checks = Map<string, number>

/**
 * Looks at every change of a store and at every message that arrives, at the moment it happens, and says what should not be. It sees what the
 * store itself holds, beside the engine's own way of reading it.
 */
export class Watch {
  readonly violations: string[] = []
  readonly checks: Checks = new Map()
  /** Messages that arrived, by id: the bodies. */
  readonly delivered = new Map<string, string[]>()
  /** Called when something is created: `points` just before a commit, `commits`. */
  onCreated: ((kind: string) => void) | undefined
  readonly #objects = new Map<string, Uint8Array>()
  readonly #expected: Expected | undefined
  readonly #committedAlerts = new Set<string>()
  #last: CommitRecord | undefined

  /** @param expected - nothing for the run that it is learned from */
  constructor(expected: Expected | undefined) {
    this.#expected = expected
  }

  /** The last commit, as it was created. */
  get last(): CommitRecord | undefined {
    return this.#last
  }

  /** Commits so far, as `Expected` has them. */
  get commits(): readonly string[] {
    return [...this.#objects]
      .filter(([key]) => kindOf(key) === 'commits')
      .map(([, bytes]) => bareRecord(bytes))
      .toSorted((a, b) => sequenceOf(a) - sequenceOf(b))
  }

  /** Keys of a kind, such as `chunks`, with their sizes. */
  sizes(kind: string): ReadonlyMap<string, number> {
    return new Map([...this.#objects].filter(([key]) => kindOf(key) === kind).map(([key, { length }]) => [key, length]))
  }

  /** A store whose changes are looked at. */
  over(store: ObjectStore): ObjectStore {
    return {
      ...store,
      create: async (key, bytes) => {
        const outcome = await store.create(key, bytes)
        if (outcome === 'created') this.#created(key, bytes)
        return outcome
      },
      replace: async (key, bytes, ifMatch) => {
        const outcome = await store.replace(key, bytes, ifMatch)
        if (outcome !== 'changed') {
          this.check('history is never overwritten', !IMMUTABLE.has(kindOf(key)) || ifMatch === null, () => key)
          this.#objects.set(key, bytes)
        }
        return outcome
      },
      delete: async (key) => {
        await store.delete(key)
        this.#objects.delete(key)
        this.check('history is never removed', !IMMUTABLE.has(kindOf(key)), () => key)
        if (kindOf(key) === 'chunks') this.#checkLast()
      },
    }
  }

  /** Takes over what is there when a schedule begins. */
  async adopt(store: ObjectStore): Promise<void> {
    const keys: string[] = []
    for await (const { key } of store.list('')) keys.push(key)
    // The newest is listed first.
    for (const key of keys.toReversed()) {
      const { bytes } = (await store.get(key))!
      this.#objects.set(key, bytes)
      if (kindOf(key) === 'commits') this.#remember(JSON.parse(Buffer.from(bytes).toString()) as CommitRecord)
    }
  }

  /** A message arrives at its receiver. */
  arrived(id: string, body: string): void {
    const bodies = this.delivered.get(id) ?? []
    this.delivered.set(id, [...bodies, body])
    this.check('an alert is sent after the commit that has it', this.#committedAlerts.has(id), () => id)
    if (this.#expected === undefined) return
    this.check(
      'an alert has the id and the message of the undisturbed run',
      this.#expected.alerts.get(id) === body,
      () => id,
    )
  }

  /** When all is quiet again. */
  finish(): void {
    const expected = this.#expected
    if (expected === undefined) return
    this.check(
      'every interval is committed in the end',
      this.commits.length === expected.commits.length,
      () => `${this.commits.length} commits, not ${expected.commits.length}`,
    )
    for (const id of expected.alerts.keys()) {
      this.check('every due alert is delivered in the end', this.delivered.has(id), () => id)
    }
    const waiting = [...this.sizes('outbox').keys()]
    this.check('no alert waits in the end', waiting.length === 0, () => waiting.join(', '))
    const receipts = this.sizes('receipts').size
    this.check('every alert has one receipt', receipts === expected.alerts.size, () => `${receipts} receipts`)
  }

  check(name: string, holds: boolean, detail: () => string): void {
    this.checks.set(name, (this.checks.get(name) ?? 0) + 1)
    if (!holds) this.violations.push(`${name}: ${detail()}`)
  }

  #created(key: string, bytes: Uint8Array): void {
    this.check('what is created was not there', !this.#objects.has(key), () => key)
    // Bytes belong to their writer, who may use them again.
    this.#objects.set(key, Uint8Array.from(bytes))
    const kind = kindOf(key)
    this.onCreated?.(kind)
    if (kind === 'receipts') this.#checkReceipt(JSON.parse(Buffer.from(bytes).toString()) as Receipt)
    if (kind !== 'commits') return
    const record = JSON.parse(Buffer.from(bytes).toString()) as CommitRecord
    const last = this.#last
    this.check(
      'intervals are committed once and in order',
      last === undefined ? record.sequence === 0 : record.sequence === last.sequence + 1 && record.start === last.end,
      () => `commit ${record.sequence} after ${last?.sequence}`,
    )
    for (const ref of [...record.snapshot, ...record.groups, ...(record.points === null ? [] : [record.points])]) {
      this.check('what a commit names was there before it', this.#holds(ref), () => ref.key)
    }
    const expected = this.#expected?.commits[record.sequence]
    if (this.#expected !== undefined) {
      const bare = bareRecord(bytes)
      this.check('a commit has the bytes of the undisturbed run', bare === expected, () => difference(bare, expected))
    }
    this.#remember(record)
  }

  #remember(record: CommitRecord): void {
    this.#last = record
    for (const alert of record.alerts as readonly { readonly arn?: string }[])
      this.#committedAlerts.add(alert.arn ?? '')
  }

  #checkReceipt({ id, alert, outcome }: Receipt): void {
    const arrived = [...this.delivered.keys()].some((arn) => arn.includes(`:${alert}:event/`))
    this.check('a receipt is of a message that arrived', outcome === 'DELIVERED' && arrived, () => `${outcome} ${id}`)
  }

  #checkLast(): void {
    const missing = this.#last?.snapshot.find((ref) => !this.#holds(ref))
    this.check('the last state is there at every moment', missing === undefined, () => missing?.key ?? '')
  }

  #holds({ key, sha256 }: ContentRef): boolean {
    const bytes = this.#objects.get(key)
    return bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256
  }
}

const IMMUTABLE: ReadonlySet<string> = new Set(['commits', 'points', 'groups', 'receipts', 'executions', 'events'])

/** `commits`, `chunks` ... of a generation, `events` of a detector. */
function kindOf(key: string): string {
  const parts = key.split('/')
  return (parts[0] === 'state' ? parts[3] : parts[2]) ?? ''
}

/** A commit without what may differ between two that are the same. */
function bareRecord(bytes: Uint8Array): string {
  const {
    writer: _,
    writtenAt: __,
    checksum: ___,
    ...record
  } = JSON.parse(Buffer.from(bytes).toString()) as CommitRecord & {
    checksum: string
  }
  return JSON.stringify(record)
}

function sequenceOf(bare: string): number {
  return (JSON.parse(bare) as CommitRecord).sequence
}

function difference(found: string, expected = ''): string {
  let at = 0
  while (at < found.length && found[at] === expected[at]) at++
  return `"${found.slice(at - 20, at + 60)}" and not "${expected.slice(at - 20, at + 60)}"`
}
