import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dollars } from '../cli/cost-text.ts'
import { originalPrice, planCost } from '../plans/index.ts'
import { withDefaults, type Interval } from '../spec/index.ts'

const PAGE = join(import.meta.dirname, '../docs/cost.md')
const TABLE = /<!-- begin: figures -->[\s\S]*?<!-- end -->/u
const METRICS = [10, 100, 1_000, 5_000, 10_000, 50_000]
const INTERVALS: readonly Interval[] = ['PT5M', 'PT10M', 'PT1H', 'P1D']

/** docs/cost.md with a table of what detectors cost, as the code computes it. */
export function withCosts(): string {
  const page = readFileSync(PAGE, 'utf8')
  if (!TABLE.test(page)) throw new Error('docs/cost.md has no place for its figures')
  const rows = METRICS.map((metrics) => {
    const cells = INTERVALS.map((interval) => dollars(total(interval, metrics)))
    const original = originalPrice(metrics)
    return `| ${metrics.toLocaleString('en')} | ${cells.join(' | ')} | ${dollars({ low: original, high: original })} |`
  })
  const head = `| metrics | ${INTERVALS.map((interval) => `\`${interval}\``).join(' | ')} | Lookout for Metrics |`
  const table = `${head}\n| ${'--- | '.repeat(INTERVALS.length + 2)}\n${rows.join('\n')}`
  return page.replace(TABLE, () => `<!-- begin: figures -->\n\n${table}\n\n<!-- end -->`)
}

function total(interval: Interval, metrics: number): ReturnType<typeof planCost>['total'] {
  const detector = withDefaults({
    detector: 'any',
    interval,
    dataset: {
      source: { s3: { continuous: 's3://acme/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
      timestamp: { column: 'at', format: 'UNIX' },
      measures: [{ column: 'views', aggregation: 'SUM' }],
      dimensions: ['page'],
    },
    alerts: [{ name: 'oncall', channel: { sns: { topic: 'arn:aws:sns:us-east-1:111122223333:oncall' } } }],
  })
  return planCost(detector, { metrics: { low: metrics, high: metrics } }).total
}
