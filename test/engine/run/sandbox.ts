import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DetectorSpec } from '../../../spec/index.ts'

/** Milliseconds. */
export const HOUR = 3_600_000

/** Monday, 2026-01-05T00:00:00Z: start of the history. */
export const ORIGIN = Date.UTC(2026, 0, 5)

/** Shops in the sample. */
export const SHOPS = ['east', 'west'] as const

/** Where the sample departs from its daily rhythm: factor by shop and interval index. */
export type Disturbances = Readonly<Record<string, Readonly<Record<number, number>>>>

/** A folder with hourly orders of two shops: history in one file, then one folder an hour. */
export interface Sandbox {
  readonly folder: string
  readonly spec: DetectorSpec
  remove(): void
}

/** What the sandbox holds. */
export interface SandboxOptions {
  /** Start of the history, epoch milliseconds: a whole hour. @default ORIGIN */
  readonly origin?: number
  /** Intervals in `history.csv`. */
  readonly history: number
  /** Intervals in `live/` after the history; an index in `missing` has no folder. */
  readonly live?: number
  readonly missing?: readonly number[]
  readonly disturbances?: Disturbances
}

/** Orders of a shop in an interval: a daily rhythm with a little noise that follows from the index alone. */
export function ordersOf(shop: string, index: number, disturbances: Disturbances = {}): number {
  const rhythm = 200 + 80 * Math.sin((2 * Math.PI * (index % 24)) / 24)
  const noise = (((index * 7919 + shop.length * 104_729 + shop.charCodeAt(0) * 31) % 97) - 48) / 12
  return Math.round((rhythm + noise) * (disturbances[shop]?.[index] ?? 1) * 100) / 100
}

export function createSandbox({
  origin = ORIGIN,
  history,
  live = 0,
  missing = [],
  disturbances,
}: SandboxOptions): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-run-'))
  const rows = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, k) => from + k).flatMap((index) =>
      SHOPS.map((shop) => `${timestamp(origin, index)},${shop},${ordersOf(shop, index, disturbances)}`),
    )
  const write = (path: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, path), `time,shop,orders\n${lines.join('\n')}\n`)
  write('history.csv', rows(0, history))
  for (let index = history; index < history + live; index++) {
    if (missing.includes(index)) continue
    const [day, time] = timestamp(origin, index).split(' ')
    const path = `live/${day.replaceAll('-', '')}/${time.slice(0, 2)}00`
    mkdirSync(join(folder, path), { recursive: true })
    write(`${path}/orders.csv`, rows(index, index + 1))
  }
  return {
    folder,
    spec: {
      detector: 'shops',
      interval: 'PT1H',
      dataset: {
        source: {
          folder: { historical: 'history.csv', continuous: 'live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } },
        },
        timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
        measures: [{ column: 'orders', aggregation: 'SUM' }],
        dimensions: ['shop'],
      },
      alerts: [{ name: 'oncall', threshold: 50, channel: { log: {} } }],
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** Start of the interval with an index, epoch milliseconds. */
export function startOf(index: number): number {
  return ORIGIN + index * HOUR
}

/** Start of the interval with an index, as the records have it. */
export function timestampOf(index: number): string {
  return timestamp(ORIGIN, index)
}

function timestamp(origin: number, index: number): string {
  return new Date(origin + index * HOUR).toISOString().slice(0, 19).replace('T', ' ')
}
