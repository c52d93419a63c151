import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '../..')

/** Everything that users run; not tests, benchmarks and scripts. */
const ROOMS = ['spec', 'policies', 'plans', 'engine', 'components', 'policy-pack', 'provider', 'templates', 'cli']

/** A regular expression of ours. */
export interface Expression {
  /** As it is written: with slashes and flags, or the call that makes it. */
  readonly text: string
  readonly made: boolean
  /** Files that have it. */
  readonly files: readonly string[]
}

/** Every regular expression in the sources, literals and those that are made of texts. */
export function expressions(): readonly Expression[] {
  const found = new Map<string, { made: boolean; files: Set<string> }>()
  for (const file of ROOMS.flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: root })).toSorted()) {
    const text = readFileSync(join(root, file), 'utf8')
    if (!text.includes('/')) continue
    const note = (written: string, made: boolean): void => {
      const known = found.get(written) ?? { made, files: new Set() }
      known.files.add(file)
      found.set(written, known)
    }
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) note(node.text, false)
      const calls = ts.isNewExpression(node) || ts.isCallExpression(node)
      if (calls && node.expression.getText(source) === 'RegExp')
        note(node.getText(source).replaceAll(/\s+/g, ' '), true)
      ts.forEachChild(node, visit)
    }
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    visit(source)
  }
  return [...found].map(([text, { made, files }]) => ({ text, made, files: [...files] }))
}

/**
 * Those whose time is not proven to grow with the text alone: at worst with its square. What keeps their texts short, or under our own
 * hand.
 */
export const BOUNDED: Readonly<Record<string, string>> = {
  '/^-+|-+$/g': 'a name of at most 100 characters',
  '/^(.*:secret:.+)(-[A-Za-z0-9]{6})$/': 'policies that we write ourselves',
  '/\\$\\{[^}]*\\}/g': 'the facts about IAM, which a package of ours brings',
  '/\\$\\{[^}]*\\}|<[^>]*>/': 'the facts about IAM, which a package of ours brings',
  '/(\\$\\{[^}]*\\}|\\*)/': 'the facts about IAM, which a package of ours brings',
  '/\\/*$/': 'a prefix of a bucket: arguments of whoever runs or deploys, at most 1024 characters in S3',
  '/^[^\\s@,;<>]+@[^\\s@,;<>]+\\.[^\\s@,;<>]+$/': 'an argument of whoever deploys',
  '/^\\/+|\\/+$/g': 'a prefix of a flow of AppFlow, at most 512 characters',
  '/[^/]*$/': 'a path of a file or object, at most 4096 characters',
  '/[/\\\\]+$/': 'an argument of the command',
  '/(?:\\.(?:csv|tsv|txt|jsonl?|ndjson|parquet|gz))+$/i': 'the last part of an argument of the command',
  '/^[^a-zA-Z0-9]+|-+$/g': 'the last part of an argument of the command',
  '/(?<!of )\\b(relation|schema) .*(does not exist|not found)/i': 'LONGEST_REASON',
  "/endpoint doesn't exist|(cluster|workgroup)\\b.* (not found|does not exist|doesn't exist)/i": 'LONGEST_REASON',
  '/^(SCHEMA|CATALOG)_NOT_FOUND|(schema|database|catalog) \\S+ (does not exist|not found)/i': 'LONGEST_REASON',
  '/connection .*(closed|lost|reset|refused|terminated)|terminating connection/i': 'LONGEST_REASON',
  '/work ?group .*not (found|exist)/i': 'LONGEST_REASON',
  '/\\/+$/': 'an environment variable, an option, or a path that the API has checked: at most 1024 characters',
  '/[^/]*\\{\\{.*$/s': 'a path that the API has checked: at most 1024 characters',
  '/^(.+)T(\\d\\d:\\d\\d):(\\d\\d)(.+)$/': 'a time that we write ourselves',
  '/\\$\\{TfToken\\[[^\\]]+\\]\\}/g': 'what the CDK of Terraform writes of the arguments of whoever deploys',
  '/\\$\\{(?:AWS::)?([^}]*)\\}/g': 'texts that we write ourselves',
}

/** Those that are made of texts when the program runs, and why nobody can make them slow or put something into them. */
export const MADE: Readonly<Record<string, string>> = {
  "new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\\]\\\\/]/g, String.raw`\\$&`)).join('.+')}$`)":
    'the facts about IAM, escaped; a condition key has one or two open parts',
  'new RegExp(`^${prefix}[0-9a-f]{8,17}$`)': 'the prefix is one of our own words',
  "new RegExp(`^${shapes.join('')}`)":
    'a path template: text is escaped, keys are digits or names of months, each of a bounded width',
  'new RegExp(`(?<!\\\\d)${digits}(?!\\\\d)`)': 'digits of a bounded width, put together by us',
  "new RegExp(`^${path.replace(/\\{\\w+\\}/, '(.+)')}$`)":
    'paths of the API, which are generated; one open part at the end',
  "new RegExp(`(?<!\\\\d)${UNKNOWN_ACCOUNT}(?!\\\\d)`, 'g')": 'a constant',
  "new RegExp(`^${pattern}$`, 'u')": 'patterns of keys of the state, which are ours; a key has 900 bytes at most',
  "new RegExp(tokens.map(({ token }) => token.replaceAll('.', '\\\\.')).join('|'), 'g')":
    'tokens that we write ourselves',
}
