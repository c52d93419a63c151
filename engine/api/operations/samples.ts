import { checkSpec, type FormatSpec } from '../../../spec/index.ts'
import { formatOf, memberOf } from '../../../spec/lookout-metrics/index.ts'
import { InspectError, sampleFiles, SourceError, type SampledFiles } from '../../sources/index.ts'
import type { ApiHost } from '../api-host.ts'
import { ApiError, invalidFields, invalidRequest, type FileFormatDescriptor, type Handlers } from '../wire/index.ts'
import { bucketFolders, type BucketFolders } from './bucket-folders.ts'
import { detectedFormat, detectedInterval } from './detected-fields.ts'
import { findDetector } from './found-detector.ts'
import { staticPart } from './static-part.ts'

/** Records of a sample: enough to see what they look like. */
const SAMPLE_ROWS = 10

/** Operations that look at data before there is a dataset. Both know files alone. */
export function sampleOperations(host: ApiHost): Pick<Handlers, 'GetSampleData' | 'DetectMetricSetConfig'> {
  const { folderOf, inBuckets } = bucketFolders(host.buckets)

  async function look(paths: Paths | undefined, member: string, format?: FormatSpec): Promise<SampledFiles> {
    const place = placeOf(paths, member)
    try {
      const sampled = await sampleFiles(folderOf(place) ?? place, format === undefined ? {} : { format })
      const { interval } = sampled
      return { ...sampled, interval: { ...interval, reason: inBuckets(interval.reason) } }
    } catch (error) {
      throw asApiError(error, inBuckets) ?? error
    }
  }

  return {
    async GetSampleData({ S3SourceConfig: config }) {
      if (config === undefined) throw invalidFields([{ Name: 'S3SourceConfig', Message: 'it is required' }])
      const format = checkedFormat(config.FileFormatDescriptor)
      const { columns, rows } = await look(config, 'S3SourceConfig', format)
      return { HeaderValues: columns, SampleRows: rows.slice(0, SAMPLE_ROWS) }
    },

    async DetectMetricSetConfig({ AnomalyDetectorArn: arn, AutoDetectionMetricSource: source }) {
      await findDetector(host, arn)
      const sampled = await look(source.S3SourceConfig, 'AutoDetectionMetricSource.S3SourceConfig')
      return {
        DetectedMetricSetConfig: {
          Offset: {
            Value: { N: '0' },
            Confidence: 'LOW',
            Message: 'The files do not say how long after an interval they arrive.',
          },
          MetricSetFrequency: detectedInterval(sampled),
          MetricSource: { S3SourceConfig: { FileFormatDescriptor: detectedFormat(sampled) } },
        },
      }
    },
  }
}

/** Where the files are. */
interface Paths {
  readonly TemplatedPathList?: readonly string[]
  readonly HistoricalDataPathList?: readonly string[]
}

/** The historical path, or the folder in which those of the intervals are. */
function placeOf(paths: Paths | undefined, member: string): string {
  const [historical] = paths?.HistoricalDataPathList ?? []
  const [template] = paths?.TemplatedPathList ?? []
  const place = historical ?? (template && staticPart(template))
  if (place !== undefined) return place
  throw invalidFields([{ Name: member, Message: 'one of TemplatedPathList and HistoricalDataPathList is required' }])
}

function checkedFormat(descriptor: FileFormatDescriptor): FormatSpec {
  const member = 'S3SourceConfig.FileFormatDescriptor'
  const { value, notes } = formatOf(descriptor, member)
  const needed = notes.filter(({ kind }) => kind === 'NEEDED')
  if (needed.length > 0) throw invalidFields(needed.map(({ member: Name, message: Message }) => ({ Name, Message })))
  const { findings } = checkSpec({ dataset: { source: { s3: { historical: 's3://sample/', format: value } } } })
  const errors = findings.filter(({ level, path }) => level === 'error' && path[3] === 'format')
  if (errors.length > 0) {
    throw invalidFields(
      errors.map(({ path, message, help }) => ({
        Name: memberOf(path).replace('MetricSource.', ''),
        Message: `${message} ${help}`,
      })),
    )
  }
  return value as unknown as FormatSpec
}

/** An error of the data, which whoever asks can do something about; null for others. */
function asApiError(error: unknown, inBuckets: BucketFolders['inBuckets']): ApiError | null {
  if (!(error instanceof InspectError || error instanceof SourceError)) return null
  const message = inBuckets(error.message)
  return error.code === 'ACCESS_DENIED' || error.code === 'CREDENTIALS_MISSING'
    ? new ApiError('AccessDeniedException', message, {}, { cause: error })
    : invalidRequest(message)
}
