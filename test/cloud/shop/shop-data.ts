import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { seededRandom } from '../../../examples/random.ts'

const MINUTE = 60_000

/** Length of the intervals of the shop, milliseconds. */
export const INTERVAL = 5 * MINUTE

/** Start of the interval that a moment is in. */
export function intervalStart(epochMs: number): number {
  return Math.floor(epochMs / INTERVAL) * INTERVAL
}

/** `yyyy-MM-dd HH:mm:ss` in UTC, as the data has it. */
function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** What the shop's data is. */
export interface ShopData {
  readonly bucket: string
  /** Start of the first interval that is not history, epoch milliseconds. */
  readonly live: number
  /** Intervals of each. */
  readonly history: number
  readonly after: number
  /** Live interval, counted from 0, in which the web shop sells six times as much. */
  readonly burst: number
}

/** Writes the shop's orders by platform: one file of history, then one for each live interval. */
export async function writeShopData(s3: S3Client, { bucket, live, history, after, burst }: ShopData): Promise<void> {
  const random = seededRandom(17)
  const rowsOf = (start: number, factor: number): string =>
    (['web', 'app'] as const)
      .map((platform) => {
        const usual =
          (platform === 'web' ? 400 : 250) * (1 + 0.2 * Math.sin((2 * Math.PI * start) / (24 * 60 * MINUTE)))
        const orders = usual * (1 + 0.03 * random.normal()) * (platform === 'web' ? factor : 1)
        return `${timestamp(start)},${platform},${orders.toFixed(2)}\n`
      })
      .join('')
  const put = (Key: string, rows: string) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: `timestamp,platform,orders\n${rows}` }))
  const past = Array.from({ length: history }, (_, index) => rowsOf(live - (history - index) * INTERVAL, 1))
  await put('history/orders.csv', past.join(''))
  for (let index = 0; index < after; index++) {
    const start = live + index * INTERVAL
    const [day, time] = [
      timestamp(start).slice(0, 10).replaceAll('-', ''),
      timestamp(start).slice(11, 16).replace(':', ''),
    ]
    await put(`live/${day}/${time}/orders.csv`, rowsOf(start, index === burst ? 6 : 1))
  }
}
