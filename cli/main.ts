import { readFileSync } from 'node:fs'
import type { Command } from './command.ts'
import { CommandLineError } from './command-line-error.ts'
import { COMMANDS } from './commands.ts'
import { hasErrorCode } from './error-code.ts'
import { commandHelp, overview, usage } from './help.ts'
import { processIo, type Io } from './io.ts'
import { nearest } from '../spec/nearest.ts'

/**
 * The `crowsnest` command: runs the one that the first word names. Errors are printed to stderr, never thrown.
 *
 * @param args - the command line after `crowsnest`
 * @param io - what the command may touch; the process itself by default
 * @returns the exit code: 0 fine, 1 findings, 2 could not run
 */
export async function main(args: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    return await dispatch(args, io)
  } catch (error) {
    await report(error, args.includes('--debug'), io)
    return 2
  }
}

async function dispatch(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = joinFamily(args[0] === 'help' ? [...args.slice(1), '--help'] : args)
  if (name === undefined || name === '--help' || name === '-h') {
    ;(name === undefined ? io.stderr : io.stdout).write(overview(COMMANDS, io.stdout))
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-V') {
    io.stdout.write(`${version()}\n`)
    return 0
  }
  const family = familyOf(name)
  if (family !== undefined && (rest.length === 0 || wantsHelp(rest))) {
    const isHelp = rest.length > 0
    ;(isHelp ? io.stdout : io.stderr).write(overview(family, io.stdout, name))
    return isHelp ? 0 : 2
  }
  const command = await load(family === undefined ? name : `${name} ${rest[0]}`)
  if (wantsHelp(rest)) {
    io.stdout.write(commandHelp(command, io.stdout))
    return 0
  }
  return await command.run(rest, io)
}

async function load(name: string): Promise<Command> {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (entry !== undefined) return (await entry.load()).command
  const near = nearest(name, Object.keys(COMMANDS))
  const suggestion = near === null ? ' `crowsnest --help` lists them.' : ` Did you mean ${near}?`
  throw new CommandLineError('COMMAND_UNKNOWN', `There is no command ${name}.${suggestion}`)
}

/** The command line with the two words of a command's name as one. */
function joinFamily(args: readonly string[]): readonly string[] {
  const name = args.slice(0, 2).join(' ')
  return args.length > 1 && Object.hasOwn(COMMANDS, name) ? [name, ...args.slice(2)] : args
}

/** The commands whose names begin with a word; undefined when there is none. */
function familyOf(word: string): typeof COMMANDS | undefined {
  const members = Object.entries(COMMANDS).filter(([name]) => name.startsWith(`${word} `))
  return members.length === 0 ? undefined : Object.fromEntries(members)
}

function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  const options = end === -1 ? args : args.slice(0, end)
  return options.includes('--help') || options.includes('-h')
}

/** The version in package.json, which stands one folder up in the sources and two in dist. */
function version(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(new URL(place, import.meta.url), 'utf8')
      const { name, version: found } = JSON.parse(text) as { name?: unknown; version?: unknown }
      if (name === 'crowsnest' && typeof found === 'string') return found
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) throw error
    }
  }
  throw new Error('package.json of crowsnest was not found beside its code')
}

async function report(error: unknown, debug: boolean, io: Io): Promise<void> {
  const { stderr } = io
  const { printable, printableLines } = await import('./table.ts')
  const label = stderr.style('red', 'crowsnest:')
  if (!(error instanceof Error)) {
    stderr.write(`${label} ${printable(String(error))}\n`)
    return
  }
  stderr.write(`${label} ${printableLines(error.message)}${codeSuffix(error)}\n`)
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if (!error.message.includes(cause.message)) stderr.write(`  because: ${printableLines(cause.message)}\n`)
  }
  if (error instanceof CommandLineError && error.command !== '') {
    const command = await load(error.command)
    stderr.write(`Usage: ${usage(command)}\n\`crowsnest ${command.name} --help\` tells more.\n`)
  }
  if (debug) stderr.write(`${printableLines(error.stack ?? '', '')}\n`)
  else if (!hasCode(error)) {
    stderr.write('This is a mistake in Crowsnest itself. Run again with --debug and report the stack.\n')
  }
}

function hasCode(error: Error): error is Error & { code: string } {
  return 'code' in error && typeof error.code === 'string'
}

function codeSuffix(error: Error): string {
  return hasCode(error) && !error.message.includes(error.code) ? ` [${error.code}]` : ''
}
