import { changePart } from '../../state/index.ts'
import type { ApiHost } from '../api-host.ts'
import { resourceOfArn } from '../request-arns.ts'
import { invalidRequest, resourceNotFound, type Handlers } from '../wire/index.ts'
import { findAlert } from './alerts.ts'
import { alertRecord, changeApiRecord, type ApiRecord, type Tags } from './api-record.ts'
import { findDetector, requireLasting, requireUnmanaged, type FoundDetector } from './found-detector.ts'
import { findDataset, unrecordedDataset } from './metric-sets.ts'
import { checkTags } from './tag-rules.ts'

/** Operations of tags. Those of a detector are part of its spec; a spec has none for datasets and alerts. */
export function tagOperations(host: ApiHost): Pick<Handlers, 'TagResource' | 'UntagResource' | 'ListTagsForResource'> {
  return {
    async ListTagsForResource({ ResourceArn: arn }) {
      return { Tags: (await findTagged(host, arn)).tags }
    },
    async TagResource({ ResourceArn: arn, Tags: added }) {
      await changeTags(host, arn, (tags) => ({ ...tags, ...added }))
      return {}
    },
    async UntagResource({ ResourceArn: arn, TagKeys: keys }) {
      const removed = new Set(keys)
      await changeTags(host, arn, (tags) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key))),
      )
      return {}
    },
  }
}

/** A resource with tags. */
interface Tagged {
  readonly detector: FoundDetector
  readonly tags: Tags
  readonly write: (change: (tags: Tags) => Tags) => Promise<void>
}

async function changeTags(host: ApiHost, arn: string, change: (tags: Tags) => Tags): Promise<void> {
  const { detector, tags, write } = await findTagged(host, arn)
  requireUnmanaged(detector)
  await requireLasting(host, detector, invalidRequest)
  checkTags(change(tags))
  await write(change)
}

async function findTagged(host: ApiHost, arn: string): Promise<Tagged> {
  const { store } = host
  const named = resourceOfArn(host.place, arn)
  const writeRecord = (detector: FoundDetector, change: (record: ApiRecord) => ApiRecord): Promise<void> =>
    changeApiRecord(store, detector.name, change)
  switch (named?.kind) {
    case undefined:
      throw resourceNotFound('AnomalyDetector', arn)
    case 'detector': {
      const detector = await findDetector(host, arn)
      return {
        detector,
        tags: detector.tags,
        async write(change) {
          await changePart(store, { kind: 'detector', detector: detector.name }, (before) => {
            const { tags: old = {}, ...rest } = before as { readonly tags?: Tags }
            const tags = change(old)
            return { ...rest, ...(Object.keys(tags).length > 0 && { tags }) }
          })
        },
      }
    }
    case 'dataset': {
      const detector = await findDataset(host, arn)
      return {
        detector,
        tags: detector.record?.metricSet?.tags ?? {},
        write: (change) =>
          writeRecord(detector, (record) => {
            const set = record.metricSet ?? unrecordedDataset()
            return { ...record, metricSet: { ...set, tags: change(set.tags) } }
          }),
      }
    }
    case 'alert': {
      const { detector, name } = await findAlert(host, arn)
      return {
        detector,
        tags: alertRecord(detector.record, name).tags,
        write: (change) =>
          writeRecord(detector, (record) => {
            const known = alertRecord(record, name)
            return { ...record, alerts: { ...record.alerts, [name]: { ...known, tags: change(known.tags) } } }
          }),
      }
    }
  }
}
