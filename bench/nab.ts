// The Numenta Anomaly Benchmark by our own scorer: first detectors whose results are published, as a proof of the
// scorer, then Crowsnest, with a threshold fixed beforehand and with the one that the benchmark would choose.
// npm run bench:nab -- [--rcf] [--sklearn] [--json FILE] [--write]
// --rcf and --sklearn add peers from Maven and PyPI, and ten minutes each.
// --write puts the tables into docs/detection/accuracy.md.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { crowsnest } from './accuracy/crowsnest.ts'
import { installedPeers } from './accuracy/installed/index.ts'
import type { Method } from './accuracy/method.ts'
import { alertOnce } from './accuracy/nab/alert-once.ts'
import { NAB_FOLDER, publishedResults, readNab, type NabFile } from './accuracy/nab/corpus.ts'
import { PROFILES, bestThreshold, scoreAt } from './accuracy/nab/profile-score.ts'
import { PUBLISHED_DETECTORS, type PublishedDetector } from './accuracy/nab/published-detectors.ts'
import { PEERS } from './accuracy/peers/index.ts'
import { markdownTable, writeSection } from './write-section.ts'

/** Severity 75: one false alert in 10,000 intervals. Chosen before any score on this benchmark was seen. */
const FIXED_SCORE = 4

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    write: { type: 'boolean' },
    rcf: { type: 'boolean', default: false },
    sklearn: { type: 'boolean', default: false },
  },
})
const [standard] = PROFILES
const corpus = readNab(NAB_FOLDER)
if (corpus.length === 0) console.log(`Skipped: there is no ${NAB_FOLDER}.`)
else await report(corpus)

async function report(files: readonly NabFile[]): Promise<void> {
  const windows = files.reduce((sum, file) => sum + file.windows.length, 0)
  console.log(`${files.length} files, ${windows} windows. Normalised scores: standard / low FP / low FN.\n`)
  console.log('The scorer beside published results (best threshold of each profile, or the published one):')
  const proofs = PUBLISHED_DETECTORS.map((detector) => prove(detector, files))
  for (const { name, ours, theirs, off } of proofs) {
    console.log(`  ${name.padEnd(18)} ours ${row(ours)}   published ${row(theirs)}   off by ${off.toPrecision(2)}`)
  }
  console.log('\nOnline methods: at a fixed threshold / at the best of each profile')
  const methods = [crowsnest, ...PEERS, ...installedPeers(options)].flatMap((method) => judge(method, files))
  for (const { name, rule, fixed, best, threshold } of methods) {
    const beforehand = fixed === undefined ? ' '.repeat(24) : row(fixed)
    console.log(
      `  ${name.padEnd(24)} ${rule.padEnd(10)} ${beforehand}   ${row(best)}   (standard from ${threshold.toFixed(2)})`,
    )
  }
  const categories = byCategory(files)
  console.log(
    '\nCrowsnest by category, alert once, standard profile: alerts and score at the fixed threshold / best of it',
  )
  for (const each of categories) {
    console.log(`  ${each.category.padEnd(22)} ${each.windows} windows, ${each.alerts} alerts: ${row(each.scores)}`)
  }
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ proofs, methods, categories }, null, 2)}\n`)
  if (options.write) await write(proofs, methods, categories)
}

/** A detector with published results, by our scorer and by the benchmark's own. */
interface Proof {
  readonly name: string
  readonly ours: readonly number[]
  readonly theirs: readonly number[]
  readonly off: number
}

/** A method on all files, one score a profile. */
interface Judgement {
  readonly name: string
  readonly rule: 'every row' | 'alert once'
  /** At FIXED_SCORE, where the method's scores mean that. */
  readonly fixed?: readonly number[]
  readonly best: readonly number[]
  /** Best for the standard profile. */
  readonly threshold: number
}

interface CategoryScore {
  readonly category: string
  readonly windows: number
  readonly alerts: number
  readonly scores: readonly number[]
}

function prove({ name, thresholds, scores }: PublishedDetector, files: readonly NabFile[]): Proof {
  const scored = files.map((file) => ({ windows: file.windows, scores: scores(file.series.values) }))
  const ours = PROFILES.map((profile) =>
    thresholds === undefined ? bestThreshold(scored, profile) : scoreAt(scored, profile, thresholds[profile.name]),
  ).map(({ normalised }) => normalised)
  const published = publishedResults(NAB_FOLDER)[name]
  const theirs = PROFILES.map((profile) => published[profile.name])
  return { name, ours, theirs, off: Math.max(...ours.map((score, k) => Math.abs(score - theirs[k]))) }
}

function judge(method: Method, files: readonly NabFile[]): Judgement[] {
  const every = files.map((file) => ({ windows: file.windows, scores: method.judge(file.series).scores }))
  const once = every.map((file) => ({ ...file, scores: alertOnce(file.scores) }))
  return [
    { rule: 'every row' as const, scored: every },
    { rule: 'alert once' as const, scored: once },
  ].map(({ rule, scored }) => {
    const best = PROFILES.map((profile) => bestThreshold(scored, profile))
    const fixed = PROFILES.map((profile) => scoreAt(scored, profile, FIXED_SCORE).normalised)
    return {
      name: method.name,
      rule,
      ...(method === crowsnest && { fixed }),
      best: best.map(({ normalised }) => normalised),
      threshold: best[0].threshold,
    }
  })
}

function byCategory(files: readonly NabFile[]): CategoryScore[] {
  const once = files.map((file) => ({ ...file, scores: alertOnce(crowsnest.judge(file.series).scores) }))
  return Object.entries(Object.groupBy(once, (file) => file.category)).map(([category, own = []]) => ({
    category,
    windows: own.reduce((sum, file) => sum + file.windows.length, 0),
    alerts: own.reduce((sum, { scores }) => sum + scores.filter((score) => score >= FIXED_SCORE).length, 0),
    scores: [scoreAt(own, standard, FIXED_SCORE).normalised, bestThreshold(own, standard).normalised],
  }))
}

async function write(
  proofs: readonly Proof[],
  methods: readonly Judgement[],
  categories: readonly CategoryScore[],
): Promise<void> {
  const profiles = ['standard:', 'low FP:', 'low FN:']
  const text = [
    'The scorer beside published results, the greatest difference over the three profiles:',
    markdownTable(
      ['detector', ...profiles, 'off by:'],
      proofs.map(({ name, ours, off }) => [name, ...numbers(ours), off.toExponential(0)]),
    ),
    `At the threshold fixed beforehand (severity 75, a score of ${FIXED_SCORE}), and at the best one with sight of the labels:`,
    markdownTable(
      ['method', 'alerts', 'threshold', ...profiles],
      methods.flatMap(({ name, rule, fixed, best }) => [
        ...(fixed === undefined ? [] : [[name, rule, 'fixed', ...numbers(fixed)]]),
        [name, rule, 'best', ...numbers(best)],
      ]),
    ),
    'Crowsnest by category, alert once, standard profile:',
    markdownTable(
      ['category', 'windows:', 'alerts:', 'fixed:', 'best of the category:'],
      categories.map(({ category, windows, alerts, scores }) => [
        category,
        String(windows),
        String(alerts),
        ...(windows === 0 ? ['', ''] : numbers(scores)),
      ]),
    ),
  ]
  await writeSection(join(import.meta.dirname, '../docs/detection/accuracy.md'), 'bench:nab', text.join('\n\n'))
}

function numbers(scores: readonly number[]): string[] {
  return scores.map((score) => score.toFixed(1))
}

function row(scores: readonly number[]): string {
  return scores.map((score) => score.toFixed(2).padStart(6)).join(' / ')
}
