import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { pageText, sourcePages } from '../../scripts/docs-site/pages.ts'
import { parseSpec } from '../../spec/index.ts'
import { codeBlocks, type CodeBlock } from './code-blocks.ts'
import { commandLineProblem, commandLines } from './command-lines.ts'

const root = join(import.meta.dirname, '../..')
const blocks = sourcePages().flatMap((page) => codeBlocks(page, pageText(page)))

/** Files that pages show, and the test that runs them; a word of the test shows that it still does. */
const RUN: readonly { readonly files: string; readonly test: string; readonly word: string }[] = [
  { files: 'examples/*.yaml', test: 'test/examples/specs.test.ts', word: "globSync('*.yaml'" },
  { files: 'examples/pulumi/*/*.ts', test: 'test/examples/pulumi.slow.test.ts', word: 'EXAMPLES' },
  {
    files: 'examples/pulumi/*/Pulumi.yaml',
    test: 'test/cloud/pulumi-newcomers/newcomers.test.ts',
    word: 'In an account of AWS',
  },
  { files: 'examples/terraform/*.ts', test: 'test/examples/terraform.test.ts', word: 'examples/terraform/main.ts' },
  { files: 'examples/sample-events.ts', test: 'test/examples/sample-data.test.ts', word: 'sample-events' },
  ...['yaml', 'yaml-cloudwatch', 'python', 'go', 'java'].map((language) => ({
    files: `examples/${language}/*`,
    test:
      language === 'yaml-cloudwatch'
        ? 'test/provider/yaml-sources.test.ts'
        : 'test/cloud/pulumi-provider/examples.test.ts',
    word: language,
  })),
]

/** Pages whose blocks `npm run generate` writes from data that tests run. */
const GENERATED: Readonly<Record<string, string>> = {
  'docs/lint.md': 'test/policies/lint/examples.test.ts',
  'docs/policy-pack.md': 'test/policy-pack/rules.test.ts',
  'docs/cli.md': 'test/spec/generated-files.test.ts',
  'docs/components.md': 'test/spec/generated-files.test.ts',
}

/** Blocks that nothing checks, by page and the beginning of their code, with the reason. */
const LISTED: readonly { readonly page: string; readonly begins: string; readonly reason: string }[] = [
  ...[
    'CREATE INDEX ON sales.orders',
    'CREATE INDEX orders_ordered_at ON shop',
    'CREATE INDEX orders_ordered_at ON dbo',
  ].map((begins) => ({
    page: 'docs/sources.md',
    begins,
    reason:
      'for an administrator of a database; test/cloud/source-*.test.ts make the same rights with names of their own',
  })),
  {
    page: 'docs/sources.md',
    begins: 'CREATE EXTERNAL TABLE',
    reason: 'test/examples/athena-table.test.ts holds it to the example; Athena itself runs in AWS alone',
  },
  {
    page: 'docs/provider.md',
    begins: 'plugins:',
    reason: 'a part of a Pulumi.yaml; test/cloud/pulumi-provider writes the same lines',
  },
]

/** Languages without commands or programs: output, drawings, data. */
const SHOWN_ALONE = new Set(['', 'text', 'csv'])

const name = ({ page, line }: CodeBlock): string => `${page}:${line}`
const isListed = (block: CodeBlock): boolean =>
  LISTED.some(({ page, begins }) => page === block.page && block.code.startsWith(begins))
const own = blocks.filter(
  (block) => block.included === undefined && !SHOWN_ALONE.has(block.language) && !isListed(block),
)
const of = (...languages: readonly string[]): readonly CodeBlock[] =>
  own.filter(({ language }) => languages.includes(language))

describe('code in the documentation', () => {
  it('is included from files that tests run', () => {
    const unknown = blocks.filter(
      ({ included }) => included !== undefined && !RUN.some(({ files }) => matchesGlob(included, files)),
    )
    expect(unknown.map((block) => `${name(block)} includes ${block.included}: add its test to RUN`)).toEqual([])
  })

  it.each(RUN)('from $files, which $test runs', ({ test, word }) => {
    expect(readFileSync(join(root, test), 'utf8') + helpers(test)).toContain(word)
  })

  it('is of a kind that is checked, or listed with a reason', () => {
    const checked = new Set(['sh', 'console', 'ts', 'yaml', 'json'])
    const others = own.filter(({ page, language }) => !checked.has(language) && GENERATED[page] === undefined)
    expect(others.map((block) => `${name(block)}: ${block.language}`)).toEqual([])
  })

  it('is listed only where it is there', () => {
    const gone = LISTED.filter(
      ({ page, begins }) => !blocks.some((block) => block.page === page && block.code.startsWith(begins)),
    )
    expect(gone).toEqual([])
    expect(
      Object.entries(GENERATED).filter(([page, test]) => ![page, test].every((path) => existsSync(join(root, path)))),
    ).toEqual([])
  })

  it('has command lines that would run: commands, options, scripts, packages', async () => {
    const problems: string[] = []
    // Workflows and hooks have command lines, too; those of hooks get files.
    const scripts = [
      ...of('sh', 'console').map((block) => ({ place: name(block), code: block.code })),
      ...of('yaml').flatMap((block) =>
        [...block.code.matchAll(/^[\s-]*(run|entry): (.+)$/gmu)].map(([, key, code]) => ({
          place: name(block),
          code: key === 'entry' ? `${code} FILE` : code!,
        })),
      ),
    ]
    for (const { place, code } of scripts) {
      for (const words of commandLines(code)) {
        const problem = await commandLineProblem(words)
        if (problem !== null) problems.push(`${place}: ${problem}`)
      }
    }
    expect(problems).toEqual([])
  })

  it('has JSON that is JSON', () => {
    for (const { code, page, line } of of('json')) expect(() => JSON.parse(code), `${page}:${line}`).not.toThrow()
  })

  it('has specs that crowsnest check has nothing against', () => {
    const problems = of('yaml').flatMap((block) => yamlProblems(block))
    expect(problems).toEqual([])
  })

  it('has programs that the compiler has nothing against', () => {
    // In the package's own folder, so that its name leads to its sources.
    const folder = join(root, 'test-output/code-blocks')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const { page, line, code } of of('ts')) {
      writeFileSync(join(folder, `${page.replaceAll(/\W/gu, '-')}-${line}.ts`), `${code}\nexport {}\n`)
    }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.json',
        include: ['*.ts'],
        exclude: [],
        // As in a project of a user: a snippet need not use all that it makes.
        compilerOptions: { noUnusedLocals: false, exactOptionalPropertyTypes: false },
      }),
    )
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript-7/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
      cwd: root,
    })
    // Our sources are stricter than that, and checked by themselves.
    expect(stdout.split('\n').filter((line) => line.startsWith('test-output/'))).toEqual([])
    rmSync(folder, { recursive: true })
  })
})

/** What is wrong with a block of YAML, by what it is: a spec, a part of a dataset, requests, a program or template. */
function yamlProblems(block: CodeBlock): readonly string[] {
  const place = name(block)
  const value: unknown =
    GENERATED[block.page] === undefined ? parse(block.code, { logLevel: 'silent' }) : firstOf(block.code)
  if (value === null) return []
  if (Array.isArray(value)) {
    // A file for crowsnest evaluate, or the steps of a workflow, whose command lines are checked.
    return value.every(
      (entry: unknown) =>
        typeof entry === 'object' && entry !== null && ['request', 'run', 'uses'].some((key) => key in entry),
    )
      ? []
      : [`${place}: neither requests nor steps of a workflow`]
  }
  if (typeof value !== 'object') return [`${place}: ${typeof value}`]
  if ('detector' in value) return specProblems(place, block.code)
  if ('source' in value) {
    const measures =
      '  measures: [{ column: amount, aggregation: SUM }]\n  timestamp: { column: at, format: yyyy-MM-dd HH:mm:ss }\n'
    return specProblems(
      place,
      `detector: part\ninterval: PT1H\ndataset:\n${block.code.replaceAll(/^(?=.)/gmu, '  ')}${measures}`,
    )
  }
  if (['resources', 'Resources', 'repos', 'jobs'].some((key) => key in value)) return []
  return [`${place}: neither a spec nor a program; say what checks it`]
}

function firstOf(code: string): unknown {
  return parseAllDocuments(code)[0]?.toJS()
}

function specProblems(place: string, text: string): readonly string[] {
  return parseSpec(text, place)
    .findings.filter(({ level }) => level === 'error')
    .map(({ line, message }) => `${place}, its line ${line}: ${message}`)
}

/** Tests of programs find them through a file beside them. */
function helpers(test: string): string {
  const beside = join(root, test, '../run-example.ts')
  return existsSync(beside) ? readFileSync(beside, 'utf8') : ''
}

describe('commandLines', () => {
  it.each([
    {
      code: 'npx crowsnest run a.yaml --state ./s # watches\n# nothing\n',
      lines: [['npx', 'crowsnest', 'run', 'a.yaml', '--state', './s']],
    },
    {
      code: '$ crowsnest policy a.yaml > "my file.md" && npm test',
      lines: [
        ['crowsnest', 'policy', 'a.yaml'],
        ['npm', 'test'],
      ],
    },
    { code: 'RECORD=1 npm run \\\n  prove', lines: [['npm', 'run', 'prove']] },
    { code: 'a x#y | b', lines: [['a', 'x#y'], ['b']] },
  ])('reads $code', ({ code, lines }) => {
    expect(commandLines(code)).toEqual(lines)
  })
})

describe('commandLineProblem', () => {
  it.each([
    {
      words: ['npx', 'crowsnest', 'backtest', 'a.yaml', '--raport', 'x'],
      problem: "crowsnest backtest: Unknown option '--raport'",
    },
    { words: ['crowsnest', 'backtset', 'a.yaml'], problem: 'there is no command crowsnest backtset' },
    { words: ['crowsnest', 'run', 'a.yaml'], problem: 'crowsnest run needs --state' },
    { words: ['crowsnest', 'check'], problem: 'crowsnest check needs SPEC...' },
    { words: ['npm', 'run', 'nothing'], problem: 'there is no script nothing' },
    { words: ['npm', 'install', 'crowsnets'], problem: 'crowsnets is no package of ours' },
    { words: ['rm', '-r', '/'], problem: 'rm is not in OTHER_PROGRAMS' },
  ])('finds: $problem', async ({ words, problem }) => {
    expect(await commandLineProblem(words)).toContain(problem)
  })
})
