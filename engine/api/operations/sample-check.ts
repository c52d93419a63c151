import type { DatasetSpec, FolderSource } from '../../../spec/index.ts'
import { InspectError, sampleFiles, SourceError, type SampledFiles } from '../../sources/index.ts'
import { compileTimestampFormat } from '../../time/index.ts'
import { invalidFields, type ValidationExceptionField } from '../wire/index.ts'
import type { BucketFolders } from './bucket-folders.ts'
import { staticPart } from './static-part.ts'

/** Records whose timestamps are tried. */
const MOST_RECORDS = 100

/**
 * Refuses a dataset whose files do not have its columns, or other timestamps. Only folders are looked into here; what is wrong with other
 * sources shows when the detector is activated.
 *
 * @param dataset - checked
 * @throws {ApiError} ValidationException
 */
export async function refuseUnreadable(dataset: DatasetSpec, { inBuckets }: BucketFolders): Promise<void> {
  if (!('folder' in dataset.source)) return
  const sample = await sampled(dataset.source.folder, inBuckets)
  const fields = sample === null ? [] : [...columnFields(dataset, sample), ...timestampFields(dataset, sample)]
  if (fields.length > 0) throw invalidFields(fields)
}

/** Null where nothing has arrived yet. */
async function sampled(
  { historical, continuous, format }: FolderSource,
  inBuckets: BucketFolders['inBuckets'],
): Promise<SampledFiles | null> {
  const place = historical ?? staticPart(continuous ?? '')
  try {
    return await sampleFiles(place, { format })
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof InspectError)) throw error
    const nothing = error.code === 'NOTHING_AT_PATH' || error.code === 'NO_DATA' || error.code === 'NO_RECORDS'
    if (historical === undefined && nothing) return null
    const path = historical === undefined ? 'TemplatedPathList' : 'HistoricalDataPathList'
    throw invalidFields([{ Name: `MetricSource.S3SourceConfig.${path}[0]`, Message: inBuckets(error.message) }])
  }
}

function columnFields(dataset: DatasetSpec, { columns }: SampledFiles): readonly ValidationExceptionField[] {
  const { timestamp, measures, dimensions = [] } = dataset
  const used: readonly (readonly [string, string])[] = [
    ...(timestamp === undefined ? [] : [['TimestampColumn.ColumnName', timestamp.column] as const]),
    ...measures.map(({ column }, index) => [`MetricList[${index}].MetricName`, column] as const),
    ...dimensions.map((column, index) => [`DimensionList[${index}]`, column] as const),
  ]
  return used
    .filter(([, column]) => !columns.includes(column))
    .map(([Name, column]) => ({
      Name,
      Message: `the files have no column "${column}"; they have ${columns.slice(0, 50).join(', ')}`,
    }))
}

function timestampFields(dataset: DatasetSpec, sample: SampledFiles): readonly ValidationExceptionField[] {
  const { timestamp, timezone = 'UTC' } = dataset
  if (timestamp?.format === undefined) return []
  const at = sample.columns.indexOf(timestamp.column)
  const texts = sample.rows.slice(0, MOST_RECORDS).map((row) => (row[at] ?? '').trim())
  const parser = compileTimestampFormat(timestamp.format, timezone)
  const [first] = texts
  // In Parquet a time may be no text, which is read without the format.
  if (at === -1 || first === undefined || 'parquet' in sample.format) return []
  if (texts.some((text) => !Number.isNaN(parser.parseText(text)))) return []
  const Message = `the files have no times of the format "${timestamp.format}"; one is "${first.slice(0, 60)}"`
  return [{ Name: 'TimestampColumn.ColumnFormat', Message }]
}
