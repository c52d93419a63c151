// 150,000 timestamps (one interval's records at the default quota) of a zone with clock changes to epoch milliseconds:
// our parser beside temporal-polyfill with the pattern taken apart by hand. Seeded; checks that both give the same.
import { Temporal } from 'temporal-polyfill'
import { compileTimestampFormat, intervalGrid } from '../engine/time/index.ts'

const COUNT = 150_000
const ZONE = 'America/New_York'
const SECOND = 1000
const YEAR = 365 * 86_400 * SECOND

const scattered = timestamps((random) => Math.floor(random() * YEAR))
const sorted = timestamps((_random, index) => Math.floor(index / 24) * 300 * SECOND)

for (const [name, texts] of Object.entries({ 'random in a year': scattered, 'sorted, 24 of each': sorted })) {
  const bytes = texts.map((text) => new TextEncoder().encode(text))
  const ours = best(5, () => {
    const parser = compileTimestampFormat('yyyy-MM-dd HH:mm:ss', ZONE)
    let sum = 0
    for (const text of bytes) sum += parser.parse(text, 0, text.length)
    return sum
  })
  const temporal = best(1, () => {
    let sum = 0
    for (const text of texts) sum += withTemporal(text)
    return sum
  })
  if (ours.result !== temporal.result) throw new Error(`${name}: the sums differ`)
  const parser = compileTimestampFormat('yyyy-MM-dd HH:mm:ss', ZONE)
  const moments = bytes.map((text) => parser.parse(text, 0, text.length))
  const grid = intervalGrid('PT5M', ZONE)
  const starts = best(5, () => moments.reduce((sum, moment) => sum + grid.start(moment), 0))
  console.log(
    `${name}: ${COUNT.toLocaleString('en')} timestamps ${ours.ms.toFixed(1)} ms; temporal-polyfill ` +
      `${temporal.ms.toFixed(0)} ms (${(temporal.ms / ours.ms).toFixed(0)} x); their interval starts ${starts.ms.toFixed(1)} ms`,
  )
}

function timestamps(shift: (random: () => number, index: number) => number): string[] {
  let seed = 20_261_122
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  return Array.from({ length: COUNT }, (_, index) => {
    const moment = new Date(Date.UTC(2026, 0, 1) + shift(random, index))
    return moment.toISOString().slice(0, 19).replace('T', ' ')
  })
}

function withTemporal(text: string): number {
  const part = (from: number, to: number): number => Number(text.slice(from, to))
  return new Temporal.PlainDateTime(
    part(0, 4),
    part(5, 7),
    part(8, 10),
    part(11, 13),
    part(14, 16),
    part(17, 19),
  ).toZonedDateTime(ZONE).epochMilliseconds
}

function best(times: number, work: () => number): { ms: number; result: number } {
  let ms = Infinity
  let result = 0
  for (let time = 0; time < times; time++) {
    const started = performance.now()
    result = work()
    ms = Math.min(ms, performance.now() - started)
  }
  return { ms, result }
}
