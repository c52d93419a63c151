import { Detector, type Engine } from 'crowsnest'

/** A detector as most are: files in S3, a dimension or two, one alert to a topic. */
export function detector(name: string, engine: Engine): Detector {
  return new Detector(name, {
    engine,
    interval: 'PT1H',
    dataset: {
      source: { s3: { continuous: `s3://acme-metrics/${name}/{{yyyyMMdd}}/{{HHmm}}`, format: { csv: {} } } },
      timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [
        { column: 'views', aggregation: 'SUM' },
        { column: 'revenue', aggregation: 'SUM' },
      ],
      dimensions: ['platform', 'marketplace'],
    },
    alerts: [
      {
        name: 'oncall',
        threshold: 70,
        channel: { sns: { topic: 'arn:aws:sns:us-east-2:111122223333:oncall', format: 'JSON' } },
      },
    ],
  })
}
