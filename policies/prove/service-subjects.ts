import {
  localArn,
  s3Arn,
  withDefaults,
  type AlertSpec,
  type ResolvedDetector,
  type SourceSpec,
} from '../../spec/index.ts'
import { detectorRoles, type EnginePlace, type PolicyOptions, type Role } from '../documents/index.ts'
import type { World } from './call-context.ts'
import { engineAssumes, PROOF_DETECTOR, proofKey } from './proof-place.ts'
import type { ProofSubject } from './proof-subject.ts'

const LIVE = 's3://metrics/live/{{yyyyMMdd}}/{{HHmm}}'
const FORMAT = { csv: {} } as const

/** The roles of datasets in S3 and of alerts: everything that the engine calls today. */
export function serviceSubjects(place: EnginePlace): readonly ProofSubject[] {
  const key = proofKey(place, '0da7a000')
  const bucket = s3Arn(place, 'metrics')
  const topic = localArn(place, 'sns', 'oncall')
  const topicKey = proofKey(place, '070b1c00')
  const folder = { s3: { continuous: LIVE, historical: 's3://metrics/past/', format: FORMAT } }
  const encrypted = (title: string, bucketKey: boolean): ProofSubject =>
    datasetSubject(title, place, folder, 'dataset', {
      options: { dataset: { encryption: { key, bucketKeys: bucketKey } } },
      world: { place, keys: { [bucket]: { key, bucketKey } } },
    })
  return [
    datasetSubject('dataset in S3', place, folder, 'dataset'),
    datasetSubject('dataset in S3, history in one file', place, history('past.csv'), 'dataset of one file'),
    datasetSubject('dataset in S3, history in a file or folder', place, history('past'), 'dataset of a file or folder'),
    encrypted('dataset in S3, SSE-KMS with Bucket Keys', true),
    encrypted('dataset in S3, SSE-KMS without Bucket Keys', false),
    datasetSubject('dataset in a bucket of another account', place, folder, 'dataset', {
      options: { dataset: { account: '210987654321' } },
      world: { place, owners: { [bucket]: '210987654321' } },
    }),
    alertSubject('alert to SNS', place, 'SNS alert', { sns: { topic } }),
    alertSubject('alert to a FIFO topic of SNS', place, 'FIFO alert', { sns: { topic: `${topic}.fifo` } }),
    alertSubject('alert to SNS, topic with its own key', place, 'SNS alert', { sns: { topic } }, topicKey),
    alertSubject('alert to Lambda', place, 'Lambda alert', {
      lambda: { function: localArn(place, 'lambda', 'function:on-alert') },
    }),
    combinedSubject(place, folder, topic),
  ]
}

function history(path: string): SourceSpec {
  return { s3: { historical: `s3://metrics/${path}`, format: FORMAT } }
}

function detector(source: SourceSpec, alerts: readonly AlertSpec[] = []): ResolvedDetector {
  return withDefaults({
    detector: PROOF_DETECTOR,
    interval: 'PT1H',
    dataset: {
      source,
      timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [{ column: 'revenue', aggregation: 'SUM' }],
    },
    alerts,
  })
}

function datasetSubject(
  title: string,
  place: EnginePlace,
  source: SourceSpec,
  recordedAs: string,
  { options = {}, world = { place } }: { readonly options?: PolicyOptions; readonly world?: World } = {},
): ProofSubject {
  const [role] = detectorRoles(detector(source), place, options)
  const purposes = [{ kind: 'dataset' }] as const
  return {
    ...subject(title, place, role!, world),
    recordedAs: [recordedAs],
    assumptions: engineAssumes(place, role!.arn, purposes),
  }
}

function alertSubject(
  title: string,
  place: EnginePlace,
  recordedAs: string,
  channel: AlertSpec['channel'],
  key?: string,
): ProofSubject {
  const alert: AlertSpec = { name: 'oncall', channel }
  const [role] = detectorRoles(detector({ folder: { historical: 'data.csv', format: FORMAT } }, [alert]), place, {
    ...(key !== undefined && { topicKeys: { oncall: key } }),
  })
  const topic = 'sns' in channel ? channel.sns.topic : ''
  const world: World = { place, ...(key !== undefined && { keys: { [topic]: { key } } }) }
  return {
    ...subject(title, place, role!, world),
    recordedAs: [recordedAs],
    assumptions: engineAssumes(place, role!.arn, [{ kind: 'alert', alert: 'oncall' }]),
  }
}

function combinedSubject(place: EnginePlace, source: SourceSpec, topic: string): ProofSubject {
  const alert: AlertSpec = { name: 'oncall', channel: { sns: { topic } } }
  const [role] = detectorRoles(detector(source, [alert]), place, { roles: 'combined' })
  return {
    ...subject('combined: dataset in S3 and alert to SNS', place, role!, { place }),
    recordedAs: ['dataset', 'SNS alert'],
    assumptions: engineAssumes(place, role!.arn, [{ kind: 'dataset' }, { kind: 'alert', alert: 'oncall' }]),
  }
}

function subject(
  title: string,
  place: EnginePlace,
  role: Role,
  world: World,
): Omit<ProofSubject, 'recordedAs' | 'assumptions'> {
  const bucket = s3Arn(place, 'metrics')
  return {
    title,
    trust: role.trust,
    documents: role.documents,
    caller: { role: role.arn, session: 'interval' },
    world,
    planned: [],
    byService: [],
    scopes: [`${bucket}/live/`, `${bucket}/past/`, 'live/', 'past/', `${bucket}/past.csv`, 'past.csv', 'past'],
  }
}
