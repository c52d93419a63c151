// How long policies take: linting 1,000 of them, 100,000 evaluations, generation for 1,000 detectors.
// node --conditions=crowsnest-source bench/policies.ts
import { compilePolicy, evaluateRequest, lintPolicies, policiesFor, toIamPolicy } from '../policies/index.ts'
import { withDefaults, type DetectorSpec } from '../spec/index.ts'
import { measureGeneration } from './policies/generation.ts'
import { everyPolicy, PLACES } from '../scripts/every-policy.ts'

const ROUNDS = 3

const where = PLACES[0]
const place = { ...where, engine: 'main', stateBucket: 'acme-crowsnest' }
const documents = [...everyPolicy(where).values()].map((document) => JSON.stringify(toIamPolicy(document)))

/** Real policies, each made different so that nothing can be remembered from one to the next. */
const policies = Array.from({ length: 1000 }, (_, index) => ({
  text: documents[index % documents.length]!.replaceAll('111122223333', String(100_000_000_000 + index)),
  file: `${index}.json`,
}))

const spec: DetectorSpec = {
  detector: 'revenue',
  interval: 'PT1H',
  dataset: {
    source: { s3: { continuous: 's3://acme-metrics/0/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
    timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
  },
}

async function best(what: string, count: number, limit: number, run: () => unknown): Promise<void> {
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await run()
    least = Math.min(least, performance.now() - start)
  }
  report(what, least, least / count, limit)
}

function report(what: string, total: number, each: number, limit: number): void {
  const verdict = each < limit ? 'under' : 'OVER'
  console.log(
    `${what.padEnd(38)} ${total.toFixed(0).padStart(6)} ms   ${each.toFixed(4)} ms each   (${verdict} ${limit} ms)`,
  )
}

/** A dataset role's calls as the engine makes them, every second one for a file out of its reach. */
const role = policiesFor(withDefaults(spec), place).roles.find(({ kind }) => kind === 'dataset')!
const identityPolicies = role.documents.map((document) =>
  compilePolicy(toIamPolicy(document), 'identity policy', document.name),
)
const requests = Array.from({ length: 100_000 }, (_, index) => ({
  principal: `arn:aws:sts::${where.account}:assumed-role/${role.name}/run-${index}`,
  action: 's3:GetObject',
  resource: { resource: `arn:aws:s3:::acme-metrics/${index % 2}/20261101/${index}.csv`, accountId: where.account },
  contextVariables: { 's3:ResourceAccount': where.account, 'aws:SourceIdentity': 'detector-revenue-0' },
}))

function evaluateAll(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const request of requests) {
    const { decision } = evaluateRequest(request, { identityPolicies })
    counts[decision] = (counts[decision] ?? 0) + 1
  }
  return counts
}

const characters = policies.reduce((sum, { text }) => sum + text.length, 0)
console.log(
  `Node ${process.version}; best of ${ROUNDS} rounds; policies of ${Math.round(characters / policies.length)} characters on average.`,
)

const decisions = Object.entries(evaluateAll()).map(([decision, number]) => `${number} ${decision}`)
console.log(`requests: ${decisions.join(', ')}`)
const cold = performance.now()
await lintPolicies(policies.slice(0, 1))
console.log(`first policy, with the facts about its services: ${(performance.now() - cold).toFixed(0)} ms`)

await best('lint, 1,000 policies in one run', 1000, 5, () => lintPolicies(policies))
await best('lint, 1,000 policies one by one', 1000, 5, async () => {
  for (const policy of policies) await lintPolicies([policy])
})
const each = Math.min(...Array.from({ length: ROUNDS }, () => measureGeneration().millisecondsEach))
report('generation, 1,000 detectors', each * 1000, each, 2)
await best('evaluation, 100,000 requests', 100_000, 0.1, evaluateAll)

console.log(`
No peer stands beside the linter and the generator: npm has none under a permissive licence. parliament (PyPI, BSD) is the
nearest, but its 1.6.4 stops with an exception at these policies (a Bool condition whose value is a list of one).
For evaluation, pbac (MIT) refuses every one of 30 usable cases, and iam-simulate is AGPL: neither is run here.`)
