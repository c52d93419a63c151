import type { DetectorArgs } from 'crowsnest'

/**
 * What the detector watches: hourly files of records such as
 *
 *     timestamp,platform,marketplace,revenue
 *     2026-11-28 10:00:00,web,us,1234.5
 *
 * Replace it by what `npx crowsnest init` proposes for your data.
 *
 * @param bucket - where the files lie
 */
export function revenueSpec(bucket: string): Pick<DetectorArgs, 'interval' | 'dataset'> {
  return {
    interval: 'PT1H',
    dataset: {
      source: {
        s3: {
          historical: `s3://${bucket}/historical/`,
          continuous: `s3://${bucket}/continuous/{{yyyyMMdd}}/{{HHmm}}`,
          format: { csv: {} },
        },
      },
      timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
      offset: 'PT10M', // how long after an hour its file may arrive
      measures: [{ column: 'revenue', aggregation: 'SUM' }],
      dimensions: ['platform', 'marketplace'],
    },
  }
}
