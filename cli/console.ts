import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { placeOfState, startConsole, type TendEvent } from '../engine/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import { hasErrorCode } from './error-code.ts'
import type { Io } from './io.ts'
import { openState } from './open-state.ts'
import { runEventJson, runEventText } from './run-events.ts'
import { printable, printableLines } from './table.ts'

/** Beside those of common development servers. */
const DEFAULT_PORT = 4747

/** `crowsnest console`. */
export const command = defineCommand({
  name: 'console',
  summary: "serves the review page and the original service's API on this machine",
  operands: '',
  description:
    'Shows what detectors have found in a page of your browser, where anomalies are judged, and answers the API of Amazon ' +
    'Lookout for Metrics, so that scripts for it work with another endpoint. Listens on 127.0.0.1 alone. Two addresses are ' +
    'printed: that of the page and the endpoint of the API. Both have a token, which whoever has may do what you may; without ' +
    'it nothing is answered.\n' +
    'A state in S3 is read and written with your own AWS credentials: what you may see and change is decided by IAM. Detectors ' +
    'that a Pulumi stack or `crowsnest run` manages can be read, judged and backtested here; all else is for whoever manages ' +
    'them. Detectors that are made by the API are executed by this command, as long as it runs: learned, watched, alerted ' +
    'about, deleted.\n' +
    'Ctrl-C or SIGTERM finishes what is at hand and ends with 0; a second one ends at once.',
  options: {
    state: { value: 'DIR', required: true, help: 'folder, or s3://bucket/prefix, that keeps the state' },
    port: { value: 'N', help: `port to listen on, 0 for any free one; default ${DEFAULT_PORT}` },
    token: {
      value: 'TOKEN',
      help: 'token of both addresses, 16 to 128 letters, digits, - and _; default: CROWSNEST_TOKEN, else a new one at each start',
    },
    bucket: {
      value: 'NAME=DIR',
      multiple: true,
      help: 'folder that stands for a bucket: s3://NAME/... in a request of the API is read from there; may be repeated',
    },
    reviewer: { value: 'NAME', help: 'who judges, for whoever reads the judgements; default: your user name' },
    account: {
      value: 'ID',
      help: "account of the API's ARNs, 12 digits; default: that of the detectors' roles, else zeros",
    },
    region: { value: 'REGION', help: "region of the API's ARNs; default: AWS_REGION for a state in S3, else local" },
  },
  examples: [
    { command: 'crowsnest console --state ./state', effect: 'shows what `crowsnest run` has found' },
    { command: 'crowsnest console --state s3://acme-crowsnest-state', effect: 'shows what an engine in AWS has found' },
    {
      command: 'crowsnest console --state ./state --bucket acme-metrics=./data --token "$MY_TOKEN"',
      effect: 'lets a script for the original service run on local data',
    },
  ],
  async run({ values, json }, io) {
    const port = portOf(values.port)
    const token = tokenOf(values.token ?? io.env['CROWSNEST_TOKEN'])
    const buckets = new Map(values.bucket.map((text) => bucketOf(text, io)))
    const store = await openState(values.state, io, 'write')
    const place = await placeOfState(store, {
      account: accountOf(values.account),
      region: values.region,
      defaultRegion: io.env['AWS_REGION'] ?? io.env['AWS_DEFAULT_REGION'],
    })
    const print = (line: string): void => io.stdout.write(`${line}\n`)
    const running = await startConsole({
      store,
      port,
      token,
      buckets,
      place,
      reviewer: values.reviewer ?? userInfo().username,
      signal: io.stopSignal(),
      delivery: { writeLine: (line) => print(json ? JSON.stringify({ kind: 'alert', line }) : line) },
      onEvent: (event) => show(event, json, io),
      onError: (error) =>
        io.stderr.write(`${io.stderr.style('red', 'crowsnest:')} ${printableLines(stackOf(error))}\n`),
    }).catch((error: unknown) => {
      throw busy(error, port)
    })
    const { pageUrl, apiUrl } = running
    print(
      json
        ? JSON.stringify({ kind: 'listening', state: store.url, pageUrl, apiUrl })
        : `Review page   ${io.stdout.style('bold', pageUrl)}\nAPI endpoint  ${apiUrl}\nCtrl-C ends it.`,
    )
    await running.ended
    return 0
  },
})

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw invalid(`--port "${text}" is not a port: a whole number from 0 to 65535.`)
}

function tokenOf(text: string | undefined): string {
  if (text === undefined || text === '') return randomBytes(24).toString('base64url')
  if (/^[\w-]{16,128}$/.test(text)) return text
  throw invalid('The token (--token or CROWSNEST_TOKEN) has to be 16 to 128 letters, digits, - and _.')
}

function accountOf(text: string | undefined): string | undefined {
  if (text === undefined || /^\d{12}$/.test(text)) return text
  throw invalid(`--account "${text}" is not the id of an account: 12 digits.`)
}

function bucketOf(text: string, io: Io): readonly [string, string] {
  const match = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])=(.+)$/.exec(text)
  if (match === null)
    throw invalid(`--bucket "${text}" is not a bucket and its folder. Write it as acme-metrics=./data.`)
  return [match[1], resolve(io.cwd, match[2])]
}

function invalid(message: string): CommandLineError {
  return new CommandLineError('OPTION_VALUE_INVALID', message, 'console')
}

/** Another console, most likely. */
function busy(error: unknown, port: number): unknown {
  if (!hasErrorCode(error, 'EADDRINUSE')) return error
  const message = `Port ${port} is in use, perhaps by another \`crowsnest console\`. Name another with --port, or 0 for any free one.`
  return new CommandLineError('PORT_IN_USE', message, 'console')
}

function show(event: TendEvent, json: boolean, io: Io): void {
  if (event.kind === 'progress' || event.kind === 'waiting') return
  if ((event.kind === 'failed' || event.kind === 'troubled') && !json) {
    const who = event.kind === 'failed' ? `${event.detector}: ` : ''
    io.stderr.write(`${io.stderr.style('red', 'crowsnest:')} ${who}${printable(event.error.message)}\n`)
    return
  }
  const line = json ? JSON.stringify(runEventJson(event)) : runEventText(event, io.stdout)
  if (line !== '') io.stdout.write(`${line}\n`)
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
