import { describe, expect, it } from 'vitest'
import { TARGETS, type ParserName } from '../../scripts/fuzz/targets/index.ts'
import { fuzzParser } from '../../scripts/fuzz/watch.ts'

/** All parsers together; a night tries a million inputs of each (`npm run fuzz`). */
const SECONDS = 60

const PARSERS = Object.keys(TARGETS) as ParserName[]

/** The same each time, so that a change is judged by itself; nights take others. */
const SEED = 1

describe('a minute of inputs that nobody foresaw', () => {
  it.each(PARSERS)('finds nothing in %s', async (parser) => {
    const report = await fuzzParser(parser, SEED, 1_000_000, Date.now() + (SECONDS * 1000) / PARSERS.length)
    process.stdout.write(`${parser}: ${report.inputs} inputs, seed ${SEED}\n`)
    const found = report.failures.map(
      ({ index, text }) => `npm run fuzz -- --parser ${parser} --seed ${SEED} --only ${index}\n${text}`,
    )
    expect(found).toEqual([])
  })
})
