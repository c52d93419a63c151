import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { COMMANDS } from '../../cli/commands.ts'

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as Readonly<
  Record<'scripts' | 'dependencies' | 'devDependencies' | 'peerDependencies', Readonly<Record<string, string>>>
>

/** Programs of others that a page may tell to run, with where a test runs them, or why none can. */
export const OTHER_PROGRAMS: Readonly<Record<string, string>> = {
  pulumi:
    'test/cloud/pulumi-deployment/deployment.test.ts, test/cloud/pulumi-policy-pack and test/cloud/pulumi-provider run it',
  aws: "the vendor's command, which is not installed here; what it would send, the tests of test/cloud send",
  terraform: 'not installed here; the tests of templates/terraform hold what it would read to the schema',
  node: 'runs the example, as test/examples/terraform.test.ts does',
  grep: 'as everywhere',
  xargs: 'as everywhere',
  git: 'as everywhere',
  cd: 'as everywhere',
  cp: 'as everywhere',
  mkdir: 'as everywhere',
}

/** The command lines of a block of shell, each as its words: without comments, prompts, variables and redirections. */
export function commandLines(code: string): readonly (readonly string[])[] {
  return code
    .replaceAll(/\\\n\s*/gu, ' ')
    .split('\n')
    .flatMap((line) => line.replace(/^\$ /u, '').split(/\s(?:&&|\|\|?|;)\s/u))
    .map(wordsOf)
    .filter((words) => words.length > 0)
}

function wordsOf(line: string): readonly string[] {
  const words = [...line.matchAll(/#.*$|(?:[^\s"'#]|"[^"]*"|'[^']*'|(?<=\S)#)+/gu)]
    .map(([word]) => word)
    .filter((word) => !word.startsWith('#'))
    .map((word) => word.replaceAll(/["']/gu, ''))
  const redirection = words.findIndex((word) => /^[12]?[<>]/u.test(word))
  const plain = redirection === -1 ? words : words.toSpliced(redirection, 2)
  const first = plain.findIndex((word) => !/^[A-Z_]+=/u.test(word))
  return first === -1 ? [] : plain.slice(first)
}

/** What is wrong with a command line: an unknown command, option, script or package; null when it would run. */
export async function commandLineProblem(words: readonly string[]): Promise<string | null> {
  const [program = '', ...rest] = words[0] === 'npx' ? words.slice(1) : words
  if (program === 'crowsnest') return crowsnestProblem(rest)
  if (program === 'npm') return npmProblem(rest)
  return Object.hasOwn(OTHER_PROGRAMS, program)
    ? null
    : `${program} is not in OTHER_PROGRAMS of test/docs/command-lines.ts`
}

async function crowsnestProblem(words: readonly string[]): Promise<string | null> {
  // The name of a command has one word or two.
  const length = Object.hasOwn(COMMANDS, words.slice(0, 2).join(' ')) ? 2 : 1
  const name = words.slice(0, length).join(' ')
  const args = words.slice(length)
  if (name === '--help' || name === '--version') return null
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (entry === undefined) return `there is no command crowsnest ${name}`
  const { command } = await entry.load()
  const options = Object.entries(command.options).map(
    ([option, { value, short, multiple }]) =>
      [
        option,
        {
          type: value === undefined ? 'boolean' : 'string',
          multiple: multiple ?? false,
          ...(short === undefined ? {} : { short }),
        },
      ] as const,
  )
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: Object.fromEntries(options),
      allowPositionals: true,
    })
    const missing = Object.entries(command.options).find(
      ([option, { required }]) => required === true && values[option] === undefined,
    )
    if (missing !== undefined) return `crowsnest ${name} needs --${missing[0]}`
    if (command.operands !== '' && positionals.length === 0) return `crowsnest ${name} needs ${command.operands}`
    const most = command.operands.endsWith('...') ? Infinity : command.operands.split(' ').filter(Boolean).length
    return positionals.length > most ? `crowsnest ${name} does not expect ${positionals[most]}` : null
  } catch (error) {
    return `crowsnest ${name}: ${(error as Error).message}`
  }
}

function npmProblem([verb = '', ...rest]: readonly string[]): string | null {
  const names = rest.filter((word) => !word.startsWith('-'))
  switch (verb) {
    case 'start':
    case 'test':
    case 'run': {
      const script = verb === 'run' ? (names[0] ?? '') : verb
      return Object.hasOwn(manifest.scripts, script) ? null : `there is no script ${script}`
    }
    case 'ci':
    case 'pack':
      return null
    case 'init':
      return null
    case 'install': {
      const known = {
        crowsnest: '',
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.peerDependencies,
      }
      const unknown = names.find((word) => !Object.hasOwn(known, word.replace(/(?<=.)@.*$/u, '')))
      return unknown === undefined ? null : `${unknown} is no package of ours, and none that ours works with`
    }
    default:
      return `npm ${verb} is checked by nothing`
  }
}
