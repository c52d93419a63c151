// The Numenta Anomaly Benchmark by our own scorer: first detectors whose results are published, as a proof of the
// scorer, then Crowsnest, with severities chosen beforehand and with the threshold that the benchmark would choose.
// npm run bench:nab -- [--rcf] [--sklearn] [--json FILE] [--write]
// --rcf and --sklearn add peers from Maven and PyPI, and ten minutes each.
// --write puts the tables into docs/detection/accuracy.md.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { crowsnest, crowsnestAfter } from './accuracy/crowsnest.ts'
import { installedPeers } from './accuracy/installed/index.ts'
import type { Method } from './accuracy/method.ts'
import { ONCE_IN, alertOnce } from './accuracy/nab/alert-once.ts'
import { chooseSeverity, type Choice } from './accuracy/nab/chosen-severity.ts'
import { NAB_FOLDER, publishedResults, readNab, type NabFile } from './accuracy/nab/corpus.ts'
import { PROFILES, bestThreshold, probation, scoreAt } from './accuracy/nab/profile-score.ts'
import { PUBLISHED_DETECTORS, type PublishedDetector } from './accuracy/nab/published-detectors.ts'
import { ownSet } from './accuracy/own-sets/index.ts'
import { PEERS } from './accuracy/peers/index.ts'
import { eventScores, prepare, warmUp } from './accuracy/protocol.ts'
import { scoreOf } from '../engine/detection/severity.ts'
import { markdownTable, writeSection } from './write-section.ts'

/** One false alert in 10,000 intervals: fixed before any score on this benchmark was seen, and before its costs were looked at. */
const FIRST_SEVERITY = 75
/** Our own set at the interval of most files: tells how many events a severity finds. */
const OWN_SET = 'own5m'

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    write: { type: 'boolean' },
    rcf: { type: 'boolean', default: false },
    sklearn: { type: 'boolean', default: false },
  },
})
const [standard] = PROFILES
/** The benchmark gives 15 % of a file to learn from, which is less than 300 rows in some. */
const newcomer = crowsnestAfter(probation)
const PROFILE_NAMES = ['standard', 'low FP', 'low FN']
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
  const choices = choose(files)
  console.log(
    `\nChosen severities: ${chosenText(choices)}, expected score ${row(choices.map(({ expected }) => expected))}`,
  )
  console.log(`Online methods: at the chosen severities / at severity ${FIRST_SEVERITY} / at the best of each profile`)
  const methods = [newcomer, ...PEERS, ...installedPeers(options)].flatMap((method) => judge(method, files, choices))
  for (const { name, rule, chosen, first, best, threshold } of methods) {
    const beforehand = [chosen, first]
      .map((scores) => (scores === undefined ? ' '.repeat(24) : row(scores)))
      .join('   ')
    console.log(
      `  ${name.padEnd(24)} ${rule.padEnd(10)} ${beforehand}   ${row(best)}   (standard from ${threshold.toFixed(2)})`,
    )
  }
  const categories = byCategory(files, choices[0])
  console.log(
    '\nCrowsnest by category, alert once, standard profile: alerts and score at the chosen severity / best of it',
  )
  for (const each of categories) {
    console.log(`  ${each.category.padEnd(22)} ${each.windows} windows, ${each.alerts} alerts: ${row(each.scores)}`)
  }
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ proofs, choices, methods, categories }, null, 2)}\n`)
  if (options.write) await write(proofs, choices, methods, categories)
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
  /** At the chosen severity of each profile and at FIRST_SEVERITY, where the method's scores mean that. */
  readonly chosen?: readonly number[]
  readonly first?: readonly number[]
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

/** The severity for each profile. */
function choose(files: readonly NabFile[]): Choice[] {
  const { series } = ownSet(OWN_SET)
  const own = series.flatMap((each) =>
    eventScores(prepare(each, warmUp(OWN_SET, each.values.length)), crowsnest.judge(each).scores),
  )
  const recall = (score: number): number => own.filter((best) => best >= score).length / own.length
  const extent = {
    rows: files.reduce((sum, { series: { values } }) => sum + values.length - probation(values.length), 0),
    windows: files.reduce((sum, { windows }) => sum + windows.length, 0),
    once: ONCE_IN,
  }
  return PROFILES.map((profile) => chooseSeverity(extent, profile, recall))
}

function judge(method: Method, files: readonly NabFile[], choices: readonly Choice[]): Judgement[] {
  const every = files.map((file) => ({ windows: file.windows, scores: method.judge(file.series).scores }))
  const once = every.map((file) => ({ ...file, scores: alertOnce(file.scores) }))
  return [
    { rule: 'every row' as const, scored: every },
    { rule: 'alert once' as const, scored: once },
  ].map(({ rule, scored }) => {
    const best = PROFILES.map((profile) => bestThreshold(scored, profile))
    const at = (severities: readonly number[]): number[] =>
      PROFILES.map((profile, k) => scoreAt(scored, profile, scoreOf(severities[k])).normalised)
    return {
      name: method.name,
      rule,
      ...(method === newcomer && {
        chosen: at(choices.map(({ severity }) => severity)),
        first: at(PROFILES.map(() => FIRST_SEVERITY)),
      }),
      best: best.map(({ normalised }) => normalised),
      threshold: best[0].threshold,
    }
  })
}

function byCategory(files: readonly NabFile[], { severity }: Choice): CategoryScore[] {
  const threshold = scoreOf(severity)
  const once = files.map((file) => ({ ...file, scores: alertOnce(newcomer.judge(file.series).scores) }))
  return Object.entries(Object.groupBy(once, (file) => file.category)).map(([category, own = []]) => ({
    category,
    windows: own.reduce((sum, file) => sum + file.windows.length, 0),
    alerts: own.reduce((sum, { scores }) => sum + scores.filter((score) => score >= threshold).length, 0),
    scores: [scoreAt(own, standard, threshold).normalised, bestThreshold(own, standard).normalised],
  }))
}

async function write(
  proofs: readonly Proof[],
  choices: readonly Choice[],
  methods: readonly Judgement[],
  categories: readonly CategoryScore[],
): Promise<void> {
  const profiles = PROFILE_NAMES.map((name) => `${name}:`)
  const text = [
    'The scorer beside published results, the greatest difference over the three profiles:',
    markdownTable(
      ['detector', ...profiles, 'off by:'],
      proofs.map(({ name, ours, off }) => [name, ...numbers(ours), off.toExponential(0)]),
    ),
    `At the severities chosen beforehand (${chosenText(choices)}; expected are ${numbers(choices.map(({ expected }) => expected)).join(', ')}), and at the best threshold with sight of the labels:`,
    markdownTable(
      ['method', 'alerts', 'threshold', ...profiles],
      methods.flatMap(({ name, rule, chosen, first, best }) => [
        ...(chosen === undefined ? [] : [[name, rule, 'chosen', ...numbers(chosen)]]),
        ...(first === undefined ? [] : [[name, rule, `severity ${FIRST_SEVERITY}`, ...numbers(first)]]),
        [name, rule, 'best', ...numbers(best)],
      ]),
    ),
    'Crowsnest by category, alert once, standard profile:',
    markdownTable(
      ['category', 'windows:', 'alerts:', 'chosen:', 'best of the category:'],
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

/** `45 in standard, ...`. */
function chosenText(choices: readonly Choice[]): string {
  return choices.map(({ severity }, k) => `${severity} in ${PROFILE_NAMES[k]}`).join(', ')
}

function numbers(scores: readonly number[]): string[] {
  return scores.map((score) => score.toFixed(1))
}

function row(scores: readonly number[]): string {
  return scores.map((score) => score.toFixed(2).padStart(6)).join(' / ')
}
