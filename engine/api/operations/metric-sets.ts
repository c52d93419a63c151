import { datasetArn, type DetectorSpec } from '../../../spec/index.ts'
import { datasetOf, metricSetOf, type MetricSetParts, type MetricSource } from '../../../spec/lookout-metrics/index.ts'
import { changePart, createPart, eventLog, hashJson } from '../../state/index.ts'
import type { ApiHost } from '../api-host.ts'
import { resourceOfArn } from '../request-arns.ts'
import {
  conflict,
  invalidFields,
  invalidRequest,
  pageOf,
  pageRequest,
  quotaExceeded,
  resourceNotFound,
  type Handlers,
  type MetricSetSummary,
} from '../wire/index.ts'
import { changeApiRecord, UNKNOWN_TIMES, type MetricSetRecord } from './api-record.ts'
import { bucketFolders } from './bucket-folders.ts'
import { changedDataset, refuseMisfit } from './changed-dataset.ts'
import {
  allDetectors,
  checkedDetector,
  detectorNamed,
  findDetector,
  requireEditable,
  requireLasting,
  requireUnmanaged,
  type FoundDetector,
} from './found-detector.ts'
import { timesOf, type ResourceTimes } from './resource-times.ts'
import { refuseUnreadable } from './sample-check.ts'
import { checkTags } from './tag-rules.ts'

/** Name of a dataset that was declared without one. */
const UNNAMED = 'dataset'

/** Operations of datasets. There is none that deletes one: it goes with its detector. */
export function metricSetOperations(
  host: ApiHost,
): Pick<Handlers, 'CreateMetricSet' | 'DescribeMetricSet' | 'UpdateMetricSet' | 'ListMetricSets'> {
  const { store, place } = host
  const folders = bucketFolders(host.buckets)

  async function timesOfDataset({ name, record }: FoundDetector): Promise<ResourceTimes> {
    return timesOf(record?.metricSet, await eventLog(store, name, host.writer).read())
  }

  /** As the API describes it; the source as it was given, as long as the declared one is made of it. */
  function partsOf(spec: DetectorSpec, record: MetricSetRecord | null | undefined): MetricSetParts {
    const { value } = metricSetOf(spec.dataset, spec.interval, folders)
    const source = record?.source
    return source?.hash === hashJson(spec.dataset.source) ? { ...value, MetricSource: source.given } : value
  }

  async function summaryOf(found: FoundDetector): Promise<MetricSetSummary> {
    const set = found.record?.metricSet
    return {
      MetricSetArn: datasetArn(place, found.name, datasetName(found)),
      AnomalyDetectorArn: found.arn,
      ...(set?.description && { MetricSetDescription: set.description }),
      MetricSetName: datasetName(found),
      ...(await timesOfDataset(found)),
      ...(set && Object.keys(set.tags).length > 0 && { Tags: set.tags }),
    }
  }

  return {
    async CreateMetricSet(input) {
      const { MetricSetName: name, MetricSetDescription: description, Tags: tags = {} } = input
      const found = await findDetector(host, input.AnomalyDetectorArn)
      requireUnmanaged(found)
      await requireLasting(host, found)
      await requireEditable(host, found)
      const arn = datasetArn(place, found.name, name)
      if (found.declared.dataset !== undefined) {
        if (datasetName(found) !== name) throw quotaExceeded('MetricSet', arn, 'datasets', 1)
        throw conflict('MetricSet', arn, `There is a dataset "${name}" already. Change it with UpdateMetricSet.`)
      }
      checkTags(tags)
      refuseOtherFrequency(found, input.MetricSetFrequency)
      const { value: dataset, notes } = datasetOf(input, folders)
      await refuseUnreadable(refuseMisfit(found, dataset, notes), folders)
      if (!(await createPart(store, { kind: 'dataset', detector: found.name }, dataset))) {
        throw conflict('MetricSet', arn, `Somebody else has just made a dataset for "${found.name}".`)
      }
      // Afterwards, so that whoever was too late leaves the name and tags of the other as they are.
      const now = host.now()
      await changeApiRecord(store, found.name, (record) => ({
        ...record,
        metricSet: {
          name,
          description: description ?? null,
          created: now,
          changed: now,
          tags,
          source: { given: input.MetricSource, hash: hashJson(dataset['source']) },
        },
      }))
      host.wake(found.name)
      return { MetricSetArn: arn }
    },

    async DescribeMetricSet({ MetricSetArn: arn }) {
      const found = await findDataset(host, arn)
      const set = found.record?.metricSet
      return {
        MetricSetArn: arn,
        AnomalyDetectorArn: found.arn,
        MetricSetName: datasetName(found),
        ...(set?.description && { MetricSetDescription: set.description }),
        ...(await timesOfDataset(found)),
        ...partsOf(checkedDetector(found), set),
      }
    },

    async UpdateMetricSet(input) {
      const { MetricSetArn: arn, MetricSetDescription: description, ...given } = input
      const found = await findDataset(host, arn)
      requireUnmanaged(found)
      await requireLasting(host, found)
      await requireEditable(host, found)
      refuseOtherFrequency(found, input.MetricSetFrequency)
      const parts = partsOf(checkedDetector(found), found.record?.metricSet)
      const source = given.MetricSource && mergedSource(parts.MetricSource, given.MetricSource)
      const changes = { ...given, ...(source && { MetricSource: source }) }
      const { value: draft, notes } = datasetOf({ ...parts, ...changes }, folders)
      const dataset = changedDataset(found.declared.dataset, draft, changes)
      await refuseUnreadable(refuseMisfit(found, dataset, source === undefined ? [] : notes), folders)
      await changePart(store, { kind: 'dataset', detector: found.name }, (before) =>
        changedDataset(before, draft, changes),
      )
      const now = host.now()
      await changeApiRecord(store, found.name, (record) => {
        const set = record.metricSet ?? unrecordedDataset()
        return {
          ...record,
          metricSet: {
            ...set,
            description: description ?? set.description,
            changed: now,
            source: { given: source ?? parts.MetricSource, hash: hashJson(dataset['source']) },
          },
        }
      })
      host.wake(found.name)
      return { MetricSetArn: arn }
    },

    async ListMetricSets(input) {
      const { AnomalyDetectorArn: arn } = input
      const detectors = arn === undefined ? await allDetectors(host) : [await findDetector(host, arn)]
      const found = detectors.filter(({ declared }) => declared.dataset !== undefined)
      const { items, next } = pageOf(pageRequest('ListMetricSets', input, host.now()), found, ({ name }) => name)
      return { MetricSetSummaryList: await Promise.all(items.map(summaryOf)), ...next }
    },
  }
}

/** Name of a detector's dataset. */
export function datasetName({ record }: Pick<FoundDetector, 'record'>): string {
  return record?.metricSet?.name ?? UNNAMED
}

/** What is known of a dataset that was declared otherwise than by this API. */
export function unrecordedDataset(): MetricSetRecord {
  return { name: UNNAMED, description: null, ...UNKNOWN_TIMES, tags: {}, source: null }
}

/**
 * The detector whose dataset an ARN names.
 *
 * @throws {ApiError} ResourceNotFoundException
 */
export async function findDataset(host: ApiHost, arn: string): Promise<FoundDetector> {
  const named = resourceOfArn(host.place, arn)
  const found = named?.kind === 'dataset' ? await detectorNamed(host, named.detector) : null
  if (named?.kind !== 'dataset' || found?.declared.dataset === undefined || datasetName(found) !== named.dataset) {
    throw resourceNotFound('MetricSet', arn)
  }
  return found
}

function refuseOtherFrequency({ name, interval }: FoundDetector, frequency: string | undefined): void {
  if (frequency === undefined || frequency === interval) return
  const message = `it must be the interval of the detector "${name}", ${interval}; it is ${frequency}. Leave it out.`
  throw invalidFields([{ Name: 'MetricSetFrequency', Message: message }])
}

/** Members of a source that are not given stay as they were; another kind of source begins anew. */
function mergedSource(before: MetricSource, given: MetricSource): MetricSource {
  const kinds = Object.keys(given) as (keyof MetricSource)[]
  if (kinds.length !== 1) throw invalidRequest('MetricSource must have exactly one kind of source.')
  return Object.fromEntries(kinds.map((kind) => [kind, { ...before[kind], ...given[kind] }]))
}
