import type { SampledFiles } from '../../sources/index.ts'
import type { AttributeValue, DetectedField, DetectedFileFormatDescriptor } from '../wire/index.ts'

/** Longest text about a field that is worth reading. */
const LONGEST_MESSAGE = 500

/** The interval of a sample as DetectMetricSetConfig answers it. */
export function detectedInterval({ interval }: SampledFiles): DetectedField {
  const { value, reason, sure } = interval
  const Message = reason.slice(0, LONGEST_MESSAGE)
  return value === null
    ? { Confidence: 'NONE', Message }
    : { Value: { S: value }, Confidence: certainty(sure), Message }
}

/** The format of a sample as DetectMetricSetConfig answers it; empty for Parquet, which the API does not know. */
export function detectedFormat({
  format,
  compression,
  columns,
  decisions,
}: SampledFiles): DetectedFileFormatDescriptor {
  const field = (value: AttributeValue, about: string): DetectedField => {
    const doubt = decisions.find((decision) => decision.about === about && !decision.sure)
    return {
      Value: value,
      Confidence: certainty(doubt === undefined),
      ...(doubt !== undefined && { Message: doubt.reason.slice(0, LONGEST_MESSAGE) }),
    }
  }
  const stored = field({ S: compression.toUpperCase() }, 'compression')
  if ('parquet' in format) return {}
  if ('jsonLines' in format) {
    const { charset = 'UTF-8' } = format.jsonLines
    return { JsonFormatDescriptor: { FileCompression: stored, Charset: field({ S: charset }, 'charset') } }
  }
  const { delimiter = ',', quote = '"', header = true, charset = 'UTF-8' } = format.csv
  return {
    CsvFormatDescriptor: {
      FileCompression: stored,
      Charset: field({ S: charset }, 'charset'),
      // The shapes of the API have no truth values here.
      ContainsHeader: field({ S: String(header) }, 'columns'),
      Delimiter: field({ S: delimiter }, 'delimiter'),
      HeaderList: field({ SS: columns }, 'columns'),
      QuoteSymbol: field({ S: quote }, 'quote'),
    },
  }
}

function certainty(sure: boolean): 'HIGH' | 'LOW' {
  return sure ? 'HIGH' : 'LOW'
}
