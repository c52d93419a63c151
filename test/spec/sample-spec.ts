/** A spec without findings that uses most of what there is. */
const SAMPLE = {
  detector: 'revenue',
  description: 'Hourly revenue and views',
  interval: 'PT1H',
  dataset: {
    source: {
      folder: {
        continuous: './live/{{yyyyMMdd}}/{{HH}}',
        historical: './history',
        format: {
          csv: { delimiter: ';', quote: "'", header: false, columns: ['at', 'views', 'revenue', 'shop', 'kind'] },
        },
      },
    },
    timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' },
    timezone: 'Europe/Berlin',
    offset: 'PT10M',
    measures: [
      { column: 'views', aggregation: 'SUM' },
      { column: 'revenue', aggregation: 'AVG' },
    ],
    dimensions: ['shop', 'kind'],
    filters: { shop: ['us', 'uk'] },
  },
  alerts: [
    {
      name: 'oncall',
      threshold: 70,
      measures: ['revenue'],
      dimensions: { shop: ['us'] },
      channel: { sns: { topic: 'arn:aws:sns:us-east-1:111122223333:oncall', format: 'JSON' } },
    },
    { name: 'log', channel: { log: {} } },
  ],
  tags: { team: 'growth' },
  quotas: { backtestIntervals: 5000 },
}

/** The sample with some places changed: `'dataset.offset': 'P6D'`; undefined removes the key. */
export function sampleSpec(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const spec: Record<string, unknown> = structuredClone(SAMPLE)
  for (const [place, value] of Object.entries(changes)) {
    const keys = place.split('.')
    let at: Record<string, unknown> = spec
    for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>
    if (value === undefined) delete at[keys.at(-1)!]
    else at[keys.at(-1)!] = value
  }
  return spec
}

/** Numbered names: x0, x1 ... */
export function names(count: number, prefix = 'x'): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`)
}

/** A mapping with a value for each of so many numbered keys. */
export function mappingOf<T>(count: number, value: T, prefix = 'x'): Record<string, T> {
  return Object.fromEntries(names(count, prefix).map((name) => [name, value]))
}
