import { parseArgs } from 'node:util'
import type { Command, Invocation, Options, OptionValues } from './command.ts'
import { CommandLineError } from './command-line-error.ts'
import type { Io } from './io.ts'
import { nearest } from '../spec/nearest.ts'

const COMMON: Options = {
  json: { help: 'prints the result as JSON' },
  help: { short: 'h', help: 'shows this help' },
  debug: { help: 'shows the stack of an error' },
}

/** A command as its file writes it: the body gets parsed and checked options. */
export interface CommandDefinition<T extends Options> extends Omit<Command, 'run' | 'options'> {
  readonly options: T
  run(invocation: Invocation<T>, io: Io): Promise<number>
}

/**
 * Makes a command of its description and body.
 *
 * @param definition - its `options` without the common ones, which every command has
 * @returns the command; its `run` throws {CommandLineError} for options that it does not know or that lack a value
 */
export function defineCommand<const T extends Options>(definition: CommandDefinition<T>): Command {
  const options = { ...definition.options, ...COMMON }
  return {
    ...definition,
    options,
    run: (args, io) => definition.run(invocation<T>(definition.name, definition.operands, options, args), io),
  }
}

function invocation<T extends Options>(
  command: string,
  operandSyntax: string,
  options: Options,
  args: readonly string[],
): Invocation<T> {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, option]) => [
        name,
        {
          type: option.value === undefined ? ('boolean' as const) : ('string' as const),
          ...(option.short === undefined ? {} : { short: option.short }),
        },
      ]),
    ),
  })
  const values: Record<string, string | boolean | string[] | undefined> = {}
  for (const [name, option] of Object.entries(options)) {
    values[name] = option.value === undefined ? false : option.multiple === true ? [] : undefined
  }
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (option === undefined) throw unknownOption(command, token.rawName, Object.keys(options))
    values[token.name] = optionValue(command, token.rawName, option, token.value, values[token.name])
  }
  for (const [name, option] of Object.entries(options)) {
    const value = values[name]
    if (option.required === true && (value === undefined || (Array.isArray(value) && value.length === 0))) {
      throw new CommandLineError('OPTION_REQUIRED', `--${name} ${option.value} is required.`, command)
    }
  }
  checkOperands(command, operandSyntax, operands)
  return { values: values as OptionValues<T>, operands, json: values['json'] === true }
}

function optionValue(
  command: string,
  rawName: string,
  option: Options[string],
  text: string | undefined,
  before: string | boolean | string[] | undefined,
): string | boolean | string[] {
  if (option.value === undefined) {
    if (text === undefined) return true
    throw new CommandLineError('OPTION_TAKES_NO_VALUE', `${rawName} takes no value, but got "${text}".`, command)
  }
  if (text === undefined || text === '') {
    throw new CommandLineError('OPTION_VALUE_MISSING', `${rawName} needs a value: ${rawName} ${option.value}`, command)
  }
  if (option.multiple === true) return [...(Array.isArray(before) ? before : []), text]
  if (before !== undefined) {
    throw new CommandLineError(
      'OPTION_REPEATED',
      `${rawName} is given twice ("${String(before)}", "${text}").`,
      command,
    )
  }
  return text
}

function unknownOption(command: string, rawName: string, names: readonly string[]): CommandLineError {
  const near = nearest(
    rawName,
    names.map((name) => `--${name}`),
  )
  const suggestion = near === null ? '' : ` Did you mean ${near}?`
  return new CommandLineError('OPTION_UNKNOWN', `${rawName} is not an option of \`${command}\`.${suggestion}`, command)
}

function checkOperands(command: string, syntax: string, operands: readonly string[]): void {
  const [name = ''] = syntax.split('...')
  if (syntax !== '' && operands.length === 0) {
    throw new CommandLineError('OPERAND_MISSING', `${name} is missing.`, command)
  }
  const most = syntax === '' ? 0 : syntax.endsWith('...') ? Infinity : syntax.split(' ').length
  if (operands.length > most) {
    throw new CommandLineError('OPERAND_UNEXPECTED', `"${operands[most]}" is not expected here.`, command)
  }
}
