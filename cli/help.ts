import type { Command, Option } from './command.ts'
import type { Output } from './io.ts'

/** Keeps an option and its value on one line. */
const NO_BREAK = '\u00a0'

/**
 * The help of one command.
 *
 * @param command - the command
 * @param output - where it will be shown: decides width and colours
 * @returns text that ends in a line break
 */
export function commandHelp(command: Command, output: Output): string {
  const heading = (text: string) => output.style('bold', text)
  const blocks = [
    `${heading('Usage:')} ${wrap(usage(command, NO_BREAK), 7, output.columns).replaceAll(NO_BREAK, ' ').trimStart()}`,
    wrap(command.description, 0, output.columns),
    `${heading('Options:')}\n${optionLines(command, output.columns)}`,
    `${heading('Examples:')}\n${command.examples.map((example) => exampleLines(example, output)).join('\n')}`,
  ]
  return `${blocks.join('\n\n')}\n`
}

/**
 * How a command is called, on one line.
 *
 * @param command - the command
 * @param space - what stands between an option and its value
 * @returns such as `crowsnest backtest SPEC [--threshold N]`
 */
export function usage(command: Command, space = ' '): string {
  const options = Object.entries(command.options)
    .filter(([name]) => name !== 'help' && name !== 'debug')
    .map(([name, option]) => optionUsage(name, option).replaceAll(' ', space))
  return ['crowsnest', command.name, command.operands, ...options].filter((part) => part !== '').join(' ')
}

/**
 * The help of `crowsnest` itself, or of a family of commands.
 *
 * @param commands - every command by name, in order
 * @param output - where it will be shown
 * @param family - first word of all of them
 * @returns text that ends in a line break
 */
export function overview(
  commands: Readonly<Record<string, { readonly summary: string }>>,
  output: Output,
  family = '',
): string {
  const command = ['crowsnest', family].join(' ').trimEnd()
  const width =
    Math.max(...Object.keys(commands).map((name) => name.length)) + 4 - (family === '' ? 0 : family.length + 1)
  const lines = Object.entries(commands).map(([full, { summary }]) => {
    const name = full.slice(family === '' ? 0 : family.length + 1)
    const text = wrap(summary, width, output.columns).slice(width)
    return `  ${output.style('cyan', name.padEnd(width - 2))}${text}`
  })
  return [
    ...(family === '' ? ['Crowsnest watches metrics, finds what is not normal, explains it and alerts.', ''] : []),
    `${output.style('bold', 'Usage:')} ${command} COMMAND ...`,
    '',
    output.style('bold', 'Commands:'),
    ...lines,
    '',
    `${command} COMMAND --help tells more, with examples. crowsnest --version tells the version.`,
    'Exit codes: 0 fine, 1 findings, 2 could not run. Results go to stdout, everything else to stderr.',
    '',
  ].join('\n')
}

function optionUsage(name: string, option: Option): string {
  const text = option.value === undefined ? `--${name}` : `--${name} ${option.value}`
  if (option.multiple === true) return option.required === true ? `${text}...` : `[${text}]...`
  return option.required === true ? text : `[${text}]`
}

function optionLines(command: Command, columns: number): string {
  const entries = Object.entries(command.options).map(([name, option]) => {
    const short = option.short === undefined ? '' : `-${option.short}, `
    const value = option.value === undefined ? '' : ` ${option.value}`
    return { left: `  ${short}--${name}${value}`, help: option.help }
  })
  const width = Math.max(...entries.map(({ left }) => left.length)) + 2
  return entries.map(({ left, help }) => left.padEnd(width) + wrap(help, width, columns).slice(width)).join('\n')
}

function exampleLines(example: Command['examples'][number], output: Output): string {
  return `  ${output.style('dim', `# ${example.effect}`)}\n  ${example.command}`
}

/** Breaks paragraphs at words so that each line, indented, fits; every line gets the indent. */
function wrap(text: string, indent: number, columns: number): string {
  const limit = Math.max(40, Math.min(columns, 110)) - indent
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > limit) {
        lines.push(line)
        line = word
      } else {
        line = line === '' ? word : `${line} ${word}`
      }
    }
    lines.push(line)
  }
  return lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n')
}
