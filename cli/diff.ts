import { diffPolicies, type AccessChange, type PolicyDiff } from '../policies/diff/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { readDataFile } from './data-file.ts'
import { defineCommand } from './define-command.ts'
import type { Output, Style } from './io.ts'
import { printable } from './table.ts'

/** `crowsnest diff`. */
export const command = defineCommand({
  name: 'diff',
  summary: 'says what access a change of a policy adds or removes, by meaning',
  operands: 'OLD NEW',
  description:
    'Compares two policies (JSON or YAML; of identities, resources or roles) by what they allow, not by their text: order, ' +
    'lists, case, duplicates, Sids and what other statements cover play no part. Says in words who may now do what and who may ' +
    'no longer, each with a request as example; docs/evaluate.md describes how it is found. Exits with 0 when both allow the ' +
    'same, 1 when not (see --fail-on), 2 when a file cannot be read or is no policy. `-` stands for standard input.',
  options: {
    'fail-on': {
      value: 'KIND',
      help: 'exits with 1 on any change (change, the default) or only when access is added (widen)',
    },
  },
  examples: [
    { command: 'crowsnest diff old.json new.json', effect: 'shows what a change means' },
    {
      command: 'git show main:policy.json | crowsnest diff - policy.json --fail-on widen',
      effect: 'fails a build that widens access',
    },
  ],
  async run({ operands: [before = '', after], values, json }, io) {
    const failOn = values['fail-on'] ?? 'change'
    if (failOn !== 'change' && failOn !== 'widen') {
      throw new CommandLineError('FAIL_ON_UNKNOWN', `--fail-on is change or widen, not "${failOn}".`, 'diff')
    }
    if (after === undefined) throw new CommandLineError('OPERAND_MISSING', 'NEW is missing.', 'diff')
    if (before === '-' && after === '-') {
      throw new CommandLineError('STDIN_TWICE', 'Only one of OLD and NEW can be standard input.', 'diff')
    }
    const [old, current] = await Promise.all([readDataFile(before, io), readDataFile(after, io)])
    const diff = diffPolicies(old, current)
    io.stdout.write(json ? `${JSON.stringify(diff, null, 2)}\n` : toText(diff, io.stdout))
    if (failOn === 'widen') return diff.added.length > 0 ? 1 : 0
    return diff.equivalent ? 0 : 1
  },
})

function toText({ equivalent, added, removed }: PolicyDiff, output: Output): string {
  if (equivalent) return 'Both policies allow the same.\n'
  return `${section('+', 'green', added, output)}${section('-', 'red', removed, output)}`
}

function section(sign: string, style: Style, changes: readonly AccessChange[], output: Output): string {
  return changes.map(({ words }) => `${output.style(style, sign)} ${printable(words)}\n`).join('')
}
