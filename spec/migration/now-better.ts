import type { JoinedDetector } from './join-resources.ts'
import { migrationProblem, type MigrationProblem } from './problem.ts'

/** Names of the sources for people, by the member of the API. */
const SOURCES: Readonly<Record<string, string>> = {
  AppFlowConfig: 'AppFlow',
  CloudWatchConfig: 'CloudWatch',
  RDSSourceConfig: 'the database',
  RedshiftSourceConfig: 'Redshift',
  AthenaSourceConfig: 'Athena',
}

/** What a migrated detector can do now that it could not before. */
export function betterProblems({ detector, dataset, alerts }: JoinedDetector): readonly MigrationProblem[] {
  const source = dataset?.value['MetricSource']
  const kind = typeof source === 'object' && source !== null ? (Object.keys(source)[0] ?? '') : ''
  const name = SOURCES[kind]
  const at = dataset && { ...dataset.found.input, node: dataset.found.node }
  const fromTemplate = detector?.found.origin === 'cloudformation'
  const plain = alerts.find(({ found }) => found.origin !== 'api')
  return [
    ...(fromTemplate
      ? [migrationProblem('ACTIVATED_BY_DEPLOYMENT', { ...detector.found.input, node: detector.found.node }, {})]
      : []),
    ...(at !== null && name !== undefined ? [migrationProblem('HISTORY_FROM_SOURCE', at, { source: name })] : []),
    ...(at === null ? [] : [migrationProblem('SILENCE_WATCHED', at, {})]),
    ...(plain === undefined
      ? []
      : [
          migrationProblem(
            'ALERT_FILTERS_POSSIBLE',
            { ...plain.found.input, node: plain.found.node },
            {
              alert: String(plain.value['AlertName']),
            },
          ),
        ]),
  ]
}
