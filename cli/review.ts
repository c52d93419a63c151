import { readDump, readIam } from '../policies/deployed/index.ts'
import { engineNames, policiesFor, type EnginePlace, type PolicyOptions, type Role } from '../policies/index.ts'
import { REVIEW_TEXTS, reviewRoles, type DeployedRole } from '../policies/review/index.ts'
import { withDefaults, type ResolvedDetector } from '../spec/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import { ENGINE_OPTIONS, engineArguments } from './engine-place.ts'
import { findingCounts, findingText } from './findings.ts'
import type { Io } from './io.ts'
import { loadSpec } from './load-spec.ts'
import { reviewHtml } from './review-html.ts'
import { reviewMarkdown, statusCounts } from './review-markdown.ts'
import { reviewReport, type ReviewReport } from './review-report.ts'
import { sarifLog } from './sarif.ts'
import { readSpecText } from './spec-file.ts'

const FORMATS = ['text', 'markdown', 'html', 'json', 'sarif'] as const

/** `crowsnest review`. */
export const command = defineCommand({
  name: 'review',
  summary: 'compares deployed roles with what specs need: missing, more, less, changed trust, unused',
  operands: 'SPEC...',
  description:
    'Reads the roles of an engine and its detectors from IAM, or from a dump of the account, and compares them with those ' +
    'that the specs need: by what their policies allow, not by their text. Says which are missing, may do more or less than ' +
    'needed, trust more or fewer, lack their boundary, have managed policies that widen them, or have not been used for 90 ' +
    'days. Nothing is changed. Give all specs of the engine, so that none of its roles looks as if nobody needed it. Exits ' +
    'with 0 when what is deployed is what is needed (suggestions apart), 1 when not, 2 when something cannot be read.',
  options: {
    dump: {
      value: 'FILE',
      help: 'what `aws iam get-account-authorization-details` wrote, instead of asking IAM; - is standard input',
    },
    format: { value: 'FORMAT', help: `${FORMATS.join(', ')}; default text` },
    ...ENGINE_OPTIONS,
  },
  examples: [
    { command: 'crowsnest review specs/*.yaml', effect: 'asks IAM, with the credentials of the environment' },
    {
      command: 'crowsnest review revenue.yaml --dump account.json --format html > review.html',
      effect: 'makes a page from a dump: the trust drawn, who may do what, each statement with its reason',
    },
    {
      command: 'crowsnest review revenue.yaml --format sarif > review.sarif',
      effect: 'writes what code scanning reads',
    },
  ],
  async run({ operands, values, json }, io) {
    const format = formatOf(values.format, json)
    const files = [...new Set(operands)]
    const specs = await Promise.all(files.map(async (file) => withDefaults((await loadSpec(file, io)).spec)))
    const { place, options } = engineArguments(specs, values, io)
    const needed = neededRoles(specs, place, options)
    const { rolePath } = engineNames(place, options.rolePath)
    const deployed = await deployedRoles(needed, rolePath, values.dump, io)
    const review = reviewRoles({ needed, deployed, rolePath, now: Date.now(), file: files[0] ?? '' })
    const report = reviewReport(
      review,
      specs.map(({ name }) => name),
      place,
    )
    switch (format) {
      case 'json':
        io.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
        break
      case 'sarif':
        io.stdout.write(`${JSON.stringify(sarifLog(report.findings, REVIEW_TEXTS), null, 2)}\n`)
        break
      case 'html':
        io.stdout.write(reviewHtml(report, review.roles))
        break
      case 'markdown':
        io.stdout.write(reviewMarkdown(report))
        break
      case 'text':
        writeText(report, io)
    }
    return report.findings.some(({ level }) => level !== 'suggestion') ? 1 : 0
  },
})

type Format = (typeof FORMATS)[number]

function formatOf(format: string | undefined, json: boolean): Format {
  const known = FORMATS.find((one) => one === (format ?? (json ? 'json' : 'text')))
  if (known !== undefined && (!json || known === 'json')) return known
  const problem = known === undefined ? 'is not a format' : 'contradicts --json'
  throw new CommandLineError(
    'OPTION_VALUE_UNKNOWN',
    `--format ${format} ${problem}. Use ${FORMATS.join(', ')}.`,
    'review',
  )
}

/** The engine's roles once, and those of each detector. */
function neededRoles(specs: readonly ResolvedDetector[], place: EnginePlace, options: PolicyOptions): readonly Role[] {
  const roles = specs.flatMap((spec) => policiesFor(spec, place, options).roles)
  return [...new Map(roles.map((role) => [role.arn, role])).values()]
}

async function deployedRoles(
  needed: readonly Role[],
  rolePath: string,
  dump: string | undefined,
  io: Io,
): Promise<readonly DeployedRole[]> {
  if (dump !== undefined) return readDump(await readSpecText(dump, io), dump)
  const names = needed.map(({ name }) => name)
  return readIam(names, rolePath)
}

function writeText(report: ReviewReport, { stdout }: Io): void {
  for (const finding of report.findings) {
    stdout.write(`${findingText({ ...finding, file: String(finding.path[0] ?? finding.file) }, '', stdout)}\n`)
  }
  const counts = statusCounts(report)
    .slice(0, -1)
    .filter(([number]) => number > 0)
    .map(([number, name]) => `${number} ${name}`)
  const found = findingCounts(report.findings)
  stdout.write(`${report.roles.length} roles: ${counts.join(', ')}.${found === '' ? '' : ` ${found}.`}\n`)
}
