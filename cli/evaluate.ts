import {
  EvaluationError,
  explainRequest,
  requestCases,
  type Explanation,
  type RequestCase,
} from '../policies/evaluate/index.ts'
import { loadFacts } from '../policies/facts/index.ts'
import { readDataFile } from './data-file.ts'
import { defineCommand } from './define-command.ts'
import type { Io, Output } from './io.ts'
import { printable } from './table.ts'

/** `crowsnest evaluate`. */
export const command = defineCommand({
  name: 'evaluate',
  summary: 'says whether requests are allowed by policies, by which statement and why',
  operands: 'REQUEST...',
  description:
    'Reads JSON or YAML files with one request or a list of them, each with the policies that apply (docs/evaluate.md), and ' +
    'decides as AWS documents it: Allowed, ExplicitlyDenied or ImplicitlyDenied. Nothing is asked of AWS. A request or policy ' +
    'that AWS would not accept, or that compares what AWS does not define, is refused instead of guessed. Where a file says ' +
    'what is expected, decisions that differ are marked. Exits with 0 when all are allowed, 1 when one is denied, 2 when a ' +
    'file cannot be read or a request is refused. `-` stands for standard input.',
  options: {
    explain: { help: 'says of every statement of every policy why it matches or not' },
    expected: { help: 'exits with 1 only when a decision is not the expected one, and accepts expected refusals' },
  },
  examples: [
    { command: 'crowsnest evaluate requests.yaml', effect: 'decides about every request of a file' },
    { command: 'crowsnest evaluate request.json --explain', effect: 'shows why each statement matches or not' },
    { command: 'crowsnest evaluate tests/*.json --expected', effect: 'runs files of requests as tests of policies' },
  ],
  async run({ operands, values, json }, io) {
    const files = await Promise.all([...new Set(operands)].map(async (file) => answersOf(file, io)))
    const answers = files.flat()
    if (json)
      io.stdout.write(
        `${JSON.stringify(
          answers.map((each) => toJson(each, values.explain)),
          null,
          2,
        )}\n`,
      )
    else for (const each of answers) io.stdout.write(toText(each, values.explain, io.stdout))
    for (const { name, refusal } of answers) {
      if (refusal !== null)
        io.stderr.write(`${io.stderr.style('red', 'crowsnest:')} ${printable(name)}: refused [${refusal.code}]\n`)
    }
    return values.expected ? expectedCode(answers) : decisionCode(answers)
  },
})

interface Answer {
  readonly name: string
  readonly expected: RequestCase['expected']
  readonly explanation: Explanation | null
  readonly refusal: EvaluationError | null
}

async function answersOf(file: string, io: Io): Promise<readonly Answer[]> {
  const cases = requestCases(await readDataFile(file, io), file)
  return Promise.all(cases.map(({ name, read }) => answer(name, read)))
}

async function answer(name: string, read: () => RequestCase): Promise<Answer> {
  let expected: RequestCase['expected'] = null
  try {
    const found = read()
    expected = found.expected
    const facts = await loadFacts([found.request.action.split(':')[0]!])
    return { name, expected, explanation: explainRequest(found.request, found.policies, facts), refusal: null }
  } catch (error) {
    if (error instanceof EvaluationError) return { name, expected, explanation: null, refusal: error }
    throw error
  }
}

function decisionCode(answers: readonly Answer[]): number {
  if (answers.some(({ refusal }) => refusal !== null)) return 2
  return answers.some(({ explanation }) => explanation?.decision !== 'Allowed') ? 1 : 0
}

function expectedCode(answers: readonly Answer[]): number {
  if (answers.some(({ refusal, expected }) => refusal !== null && expected !== 'refused')) return 2
  return answers.some(differs) ? 1 : 0
}

function differs({ expected, explanation }: Answer): boolean {
  return expected !== null && expected !== (explanation?.decision ?? 'refused')
}

/** The shape of spec/output/evaluate.schema.json. */
function toJson(found: Answer, explain: boolean): unknown {
  const { name, expected, explanation, refusal } = found
  return {
    name,
    decision: explanation?.decision ?? null,
    statement: explanation?.statement ?? null,
    reason: explanation?.reason ?? refusal?.message,
    ...(refusal === null ? {} : { refusal: { code: refusal.code, document: refusal.document, path: refusal.path } }),
    ...(expected === null ? {} : { expected, asExpected: !differs(found) }),
    ...(explain && explanation !== null ? { statements: explanation.statements } : {}),
  }
}

function toText(found: Answer, explain: boolean, output: Output): string {
  const { name, explanation, refusal, expected } = found
  const decision = explanation?.decision ?? 'Refused'
  const coloured = output.style(decision === 'Allowed' ? 'green' : decision === 'Refused' ? 'magenta' : 'red', decision)
  const unexpected = differs(found) ? `  ${output.style('yellow', `expected ${expected}`)}` : ''
  const lines = [`${coloured}  ${output.style('bold', printable(name))}${unexpected}`]
  lines.push(`  ${printable(explanation?.reason ?? refusal?.message ?? '')}`)
  for (const { kind, policy, index, sid, effect, matches, why } of explain ? (explanation?.statements ?? []) : []) {
    const statement = `${policy === kind ? kind : `${kind} "${policy}"`} ${index}${sid === null || sid === '' ? '' : ` "${sid}"`}`
    lines.push(
      `    ${matches ? output.style('bold', effect) : output.style('dim', effect)}  ${printable(statement)}: ${printable(why)}`,
    )
  }
  return `${lines.join('\n')}\n`
}
