import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { WORKLOAD, type Kind } from './workload.ts'

/** The path of a generated file; the same bytes every time, made once. */
export async function generated(folder: string, kind: Kind): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const path = `${folder}/import-v1.${kind}`
  if (!existsSync(path)) {
    process.stderr.write(`Generating ${path} ...\n`)
    const partial = `${path}.partial`
    if (kind === 'csv.gz') {
      await pipeline(
        createReadStream(await generated(folder, 'csv')),
        createGzip({ level: 6 }),
        createWriteStream(partial),
      )
    } else await write(createWriteStream(partial), kind === 'csv' ? csvLine : jsonLine, kind === 'csv' ? HEADER : '')
    renameSync(partial, path)
  }
  return path
}

interface Row {
  readonly time: string
  readonly country: string
  readonly platform: string
  readonly category: string
  readonly views: number
  readonly revenue: string
  readonly session: number
}

const HEADER = 'timestamp,country,platform,category,views,revenue,session\n'

function csvLine(row: Row): string {
  return `${row.time},${row.country},${row.platform},${row.category},${row.views},${row.revenue},${row.session}\n`
}

function jsonLine(row: Row): string {
  return (
    `{"timestamp":"${row.time}","country":"${row.country}","platform":"${row.platform}",` +
    `"category":"${row.category}","views":${row.views},"revenue":${row.revenue},"session":${row.session}}\n`
  )
}

async function write(stream: WriteStream, line: (row: Row) => string, header: string): Promise<void> {
  const random = mulberry32(42)
  const { bytes, firstLocal, hours, countries, categories, platforms } = WORKLOAD
  // A line of CSV has about 60 bytes, one of JSON 130: the rows of a file spread over all hours.
  const rows = Math.round(bytes / (header === '' ? 138 : 60.5))
  let text = header
  let written = 0
  for (let i = 0; written + text.length < bytes; i++) {
    const moment = firstLocal + Math.min(hours * 3_600_000 - 1, (i / rows) * hours * 3_600_000 + random() * 60_000)
    text += line({
      time: new Date(moment).toISOString().slice(0, 19).replace('T', ' '),
      country: `C${Math.floor(random() * countries)}`,
      platform: platforms[Math.floor(random() * platforms.length)],
      category: `category-${Math.floor(random() * categories)}`,
      views: Math.floor(random() * 1000),
      revenue: (random() * 100).toFixed(2),
      session: Math.floor(random() * 1e9),
    })
    if (text.length > 1 << 20) {
      written += text.length
      if (!stream.write(text)) await once(stream, 'drain')
      text = ''
    }
  }
  stream.end(text)
  await once(stream, 'finish')
}

/** A small seeded generator of random numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
