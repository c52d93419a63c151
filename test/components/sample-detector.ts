import type { AlertSpecArgs, DatasetSpecArgs } from '../../components/index.ts'
import { loadDetector } from '../../engine/run/declare.ts'
import { memoryStore } from '../../engine/state/index.ts'
import type { ResolvedDetector } from '../../spec/index.ts'
import type { ProgramRun } from './harness.ts'

export const ACCOUNT = '111122223333'
export const TOPIC = `arn:aws:sns:us-east-2:${ACCOUNT}:oncall`
export const FUNCTION = `arn:aws:lambda:us-east-2:${ACCOUNT}:function:on-anomaly`
export const KEY = `arn:aws:kms:us-east-2:${ACCOUNT}:key/1111abcd-0000-4000-8000-00000000000a`
export const ROLES = `arn:aws:iam::${ACCOUNT}:role/crowsnest/us-east-2/engine/services/`

/** A dataset that nothing is wrong with. */
export const DATASET = {
  source: {
    s3: {
      continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}',
      historical: 's3://acme-metrics/history/',
      format: { csv: { delimiter: ';' } },
    },
  },
  timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' },
  offset: 'PT10M',
  measures: [{ column: 'revenue', aggregation: 'SUM' }],
  dimensions: ['shop'],
} as const satisfies DatasetSpecArgs

/** Alerts of every kind of channel. */
export const ALERTS = [
  { name: 'oncall', threshold: 80, channel: { sns: { topic: TOPIC } } },
  { name: 'ticket', measures: ['revenue'], channel: { lambda: { function: FUNCTION } } },
  { name: 'log', channel: { log: {} } },
] as const satisfies readonly AlertSpecArgs[]

/** What the engine makes of what a program declares. */
export async function loadDeclared(run: ProgramRun, detector: string): Promise<ResolvedDetector> {
  const store = memoryStore()
  for (const { type, inputs } of run.resources) {
    if (type !== 'aws:s3/bucketObjectv2:BucketObjectv2') continue
    await store.create(String(inputs['key']), Buffer.from(String(inputs['content'])))
  }
  return loadDetector(store, detector)
}
