// The Numenta Anomaly Benchmark by our own scorer: first detectors whose results are published, as a proof of the
// scorer, then Crowsnest, with a threshold fixed beforehand and with the one that the benchmark would choose.
// npm run bench:nab -- [--json FILE]
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { crowsnest } from './accuracy/crowsnest.ts'
import { alertOnce } from './accuracy/nab/alert-once.ts'
import { NAB_FOLDER, publishedResults, readNab, type NabFile } from './accuracy/nab/corpus.ts'
import { PROFILES, bestThreshold, scoreAt, type ScoredFile } from './accuracy/nab/profile-score.ts'
import { PUBLISHED_DETECTORS } from './accuracy/nab/published-detectors.ts'
import { holtWinters } from './accuracy/peers/holt-winters.ts'

/** Severity 75: one false alert in 10,000 intervals. Chosen before any score on this benchmark was seen. */
const FIXED_SCORE = 4

const { values: options } = parseArgs({ options: { json: { type: 'string' } } })
const corpus = readNab(NAB_FOLDER)
if (corpus.length === 0) console.log(`Skipped: there is no ${NAB_FOLDER}.`)
else report(corpus)

function report(files: readonly NabFile[]): void {
  const published = publishedResults(NAB_FOLDER)
  const windows = files.reduce((sum, file) => sum + file.windows.length, 0)
  console.log(`${files.length} files, ${windows} windows. Normalised scores: standard / low FP / low FN.\n`)
  console.log('The scorer beside published results (best threshold of each profile, or the published one):')
  const checked = PUBLISHED_DETECTORS.map(({ name, thresholds, scores }) => {
    const scored = files.map((file) => ({ windows: file.windows, scores: scores(file.series.values) }))
    const ours = PROFILES.map((profile) =>
      thresholds === undefined ? bestThreshold(scored, profile) : scoreAt(scored, profile, thresholds[profile.name]),
    ).map(({ normalised }) => normalised)
    const theirs = PROFILES.map((profile) => published[name][profile.name])
    const off = Math.max(...ours.map((score, k) => Math.abs(score - theirs[k])))
    console.log(`  ${name.padEnd(18)} ours ${row(ours)}   published ${row(theirs)}   off by ${off.toPrecision(2)}`)
    const once = scored.map((file) => ({ ...file, scores: alertOnce(file.scores) }))
    console.log(`  ${' '.repeat(18)} alert once: ${row(PROFILES.map((p) => bestThreshold(once, p).normalised))}`)
    return { name, ours, theirs }
  })
  console.log('\nOnline methods, standard profile:')
  const results = [crowsnest, holtWinters].map((method) => {
    const every = files.map((file) => ({ ...file, scores: method.judge(file.series).scores }))
    const once = every.map((file) => ({ ...file, scores: alertOnce(file.scores) }))
    const result = { name: method.name, every: summary(every), once: summary(once) }
    print(`${method.name}, every row over the threshold`, result.every, method === crowsnest)
    print(`${method.name}, alert once (a record within 100 rows)`, result.once, method === crowsnest)
    if (method === crowsnest) printCategories(once)
    return result
  })
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ checked, results }, null, 2)}\n`)
}

interface Summary {
  readonly fixed: readonly number[]
  readonly best: readonly number[]
  readonly threshold: number
}

function summary(files: readonly ScoredFile[]): Summary {
  const best = PROFILES.map((profile) => bestThreshold(files, profile))
  return {
    fixed: PROFILES.map((profile) => scoreAt(files, profile, FIXED_SCORE).normalised),
    best: best.map(({ normalised }) => normalised),
    threshold: best[0].threshold,
  }
}

function print(name: string, { fixed, best, threshold }: Summary, calibrated: boolean): void {
  console.log(`  ${name}`)
  if (calibrated) console.log(`    fixed beforehand, score ${FIXED_SCORE} (severity 75): ${row(fixed)}`)
  console.log(`    best for each profile (standard at ${threshold.toFixed(2)}):   ${row(best)}`)
}

function printCategories(files: readonly (ScoredFile & NabFile)[]): void {
  console.log('    by category, alert once, standard: at the fixed threshold / at the best of the category')
  for (const [category, own] of Object.entries(Object.groupBy(files, (file) => file.category))) {
    if (own === undefined) continue
    const alerts = own.reduce((sum, { scores }) => sum + scores.filter((score) => score >= FIXED_SCORE).length, 0)
    const [standard] = PROFILES
    const scores = [scoreAt(own, standard, FIXED_SCORE).normalised, bestThreshold(own, standard).normalised]
    const windows = own.reduce((sum, file) => sum + file.windows.length, 0)
    const what = windows === 0 ? 'no windows' : row(scores)
    console.log(`    ${category.padEnd(22)} ${own.length} files, ${windows} windows, ${alerts} alerts: ${what}`)
  }
}

function row(scores: readonly number[]): string {
  return scores.map((score) => score.toFixed(2).padStart(6)).join(' / ')
}
