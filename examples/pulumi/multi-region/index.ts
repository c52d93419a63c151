import { Provider } from '@pulumi/aws/provider.js'
import * as crowsnest from 'crowsnest'

// Data stays where it is: an engine beside each bucket, from one program.
for (const region of ['us-east-2', 'eu-central-1'] as const) {
  const provider = new Provider(region, { region })
  const engine = new crowsnest.Engine(`engine-${region}`, { engineName: 'main' }, { providers: [provider] })
  new crowsnest.Detector(
    `revenue-${region}`,
    {
      engine,
      detectorName: 'revenue',
      interval: 'PT1H',
      dataset: {
        source: {
          s3: { continuous: `s3://acme-metrics-${region}/live/{{yyyyMMdd}}/{{HHmm}}`, format: { csv: {} } },
        },
        timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
        measures: [{ column: 'revenue', aggregation: 'SUM' }],
      },
    },
    { providers: [provider] },
  )
}
