// Asks the registry for known flaws of the packages that users get: npm run audit. Fails from level high on; says when nobody answers.
import { spawnSync } from 'node:child_process'

const args = ['audit', '--omit=dev', '--omit=peer', '--audit-level=high', '--json']
const { stdout, error } = spawnSync('npm', args, {
  encoding: 'utf8',
  shell: process.platform === 'win32',
  timeout: 60_000,
})
const answer = answerIn(stdout ?? '')
if (answer === undefined) {
  // A registry without this service, or no network, says nothing about the packages.
  process.stdout.write(`Packages were NOT audited: ${error?.message ?? 'the registry has no answer to npm audit'}.\n`)
} else {
  const { critical = 0, high = 0, moderate = 0, low = 0 } = answer
  process.stdout.write(`Packages were audited: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low.\n`)
  if (critical + high > 0) process.exitCode = 1
}

/** How many flaws there are of each level; undefined where the text is no report. */
function answerIn(text: string): Readonly<Partial<Record<string, number>>> | undefined {
  try {
    const report = JSON.parse(text) as { metadata?: { vulnerabilities?: Readonly<Record<string, number>> } }
    return report.metadata?.vulnerabilities
  } catch {
    return undefined
  }
}
