import { existsSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { LabelledSeries } from '../labelled-series.ts'
import type { Method } from '../method.ts'
import { INSTALLED, asLines, runTool } from './run-tool.ts'

const HERE = import.meta.dirname
const CLASSES = join(INSTALLED, 'random-cut-forest')
const LIBRARIES = join(CLASSES, 'lib')

/**
 * The random cut forest of AWS (Guha et al. 2016, http://proceedings.mlr.press/v48/guha16.html; its Java library 4.3)
 * by its score, and with the grades of its thresholds as OpenSearch uses them. Installed at the first use.
 *
 * @throws {Error} when Java or Maven are not there or the library cannot be had
 */
export function randomCutForest(): Method[] {
  if (!existsSync(join(CLASSES, 'ScoreSeries.class'))) install()
  const runs = new WeakMap<LabelledSeries, readonly (readonly [score: number, grade: number])[]>()
  const run = (series: LabelledSeries): readonly (readonly [score: number, grade: number])[] => {
    const known = runs.get(series)
    if (known !== undefined) return known
    const path = [CLASSES, join(LIBRARIES, '*')].join(delimiter)
    const lines = runTool('java', ['-cp', path, 'ScoreSeries'], asLines(series.values)).trimEnd().split('\n')
    const verdicts = lines.map((line) => line.split(' ').map(Number) as [number, number])
    runs.set(series, verdicts)
    return verdicts
  }
  return [
    {
      name: 'AWS RCF score',
      slow: true,
      judge: (series) => ({ scores: Float64Array.from(run(series), ([score]) => score) }),
    },
    {
      name: 'AWS TRCF, OpenSearch',
      slow: true,
      // Graded rows first, by grade and then by the forest's score, since many grades are 1; below them the score alone,
      // so that a lower threshold than the library's own finds more.
      judge: (series) => ({
        scores: Float64Array.from(run(series), ([score, grade]) => (grade > 0 ? 1000 * (1 + grade) + score : score)),
      }),
    },
  ]
}

function install(): void {
  mkdirSync(CLASSES, { recursive: true })
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies'
  runTool('mvn', ['-q', '-B', '-f', join(HERE, 'pom.xml'), goal, `-DoutputDirectory=${LIBRARIES}`])
  runTool('javac', ['-cp', join(LIBRARIES, '*'), '-d', CLASSES, join(HERE, 'ScoreSeries.java')])
}
