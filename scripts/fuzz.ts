// Tries parsers with inputs that nobody foresaw: npm run fuzz -- [--parser P]... [--inputs N] [--seed S] [--seconds N] [--only INDEX]
import { parseArgs } from 'node:util'
import { inputOf, type FuzzFailure } from './fuzz/fuzz-range.ts'
import { TARGETS, type ParserName } from './fuzz/targets/index.ts'
import { tryInput } from './fuzz/try-input.ts'
import { fuzzParser } from './fuzz/watch.ts'

const { values } = parseArgs({
  options: {
    parser: { type: 'string', multiple: true },
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string' },
  },
})
const known = Object.keys(TARGETS) as ParserName[]
const parsers = values.parser ?? known
const wrong = parsers.find((name) => !known.includes(name as ParserName))
if (wrong !== undefined) stop(`--parser "${wrong}" is none of ${known.join(', ')}.`)
const inputs = wholeNumber('inputs', values.inputs)
// Another seed each day, so that every night tries what no night before did.
const seed = values.seed === undefined ? Math.floor(Date.now() / 86_400_000) : wholeNumber('seed', values.seed)
const seconds = values.seconds === undefined ? null : wholeNumber('seconds', values.seconds)

if (values.only === undefined) {
  let failed = 0
  for (const name of parsers as ParserName[]) {
    const share = seconds === null ? null : Date.now() + (seconds * 1000) / parsers.length
    const report = await fuzzParser(name, seed, inputs, share)
    const rate = Math.round(report.inputs / report.seconds)
    process.stdout.write(
      `${name.padEnd(18)} ${String(report.inputs).padStart(9)} inputs ${String(rate).padStart(7)}/s  ` +
        `${report.failures.length === 0 ? 'no failure' : `${report.failures.length} failures`}\n`,
    )
    for (const failure of report.failures) tell(name, failure)
    failed += report.failures.length
  }
  process.exitCode = failed === 0 ? 0 : 1
} else {
  const [name = stop('--only needs one --parser.')] = parsers as ParserName[]
  const target = await TARGETS[name]()
  const input = inputOf(target, name, seed, wholeNumber('only', values.only))
  process.stdout.write(`${shown(input)}\n`)
  const trouble = await tryInput(target, input)
  process.stdout.write(`${trouble === undefined ? 'No failure.' : trouble.text}\n`)
  process.exitCode = trouble === undefined ? 0 : 1
}

function tell(name: ParserName, { index, input, text }: FuzzFailure): void {
  process.stdout.write(
    `  npm run fuzz -- --parser ${name} --seed ${seed} --only ${index}\n  ${shown(input)}\n${text.replaceAll(/^/gm, '    ')}\n`,
  )
}

/** An input as text where it is text, cut where it is long. */
function shown(input: Uint8Array): string {
  const bytes = Buffer.from(input)
  const text = bytes.toString()
  const whole = Buffer.from(text).equals(bytes) ? JSON.stringify(text) : `base64 ${bytes.toString('base64')}`
  return whole.length > 2000 ? `${whole.slice(0, 2000)}... (${input.length} bytes)` : whole
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  return stop(`--${option} "${text}" is not a whole number.`)
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
