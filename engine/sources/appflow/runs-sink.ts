import type { RecordSink } from '../../formats/index.ts'
import type { TimeWindow } from '../source.ts'

/**
 * A sink for the records of one run of a flow: those outside of the run's own time are outside for the sink behind it, too.
 * A record that is changed is delivered again by a later run, and must not count for its old interval twice.
 *
 * @param window - half-open, epoch milliseconds
 */
export function sinkWithin(sink: RecordSink, { start, end }: TimeWindow): RecordSink {
  if (start === -Infinity && end === Infinity) return sink
  return {
    columns: sink.columns,
    dictionaries: sink.dictionaries,
    rejections: sink.rejections,
    add(batch) {
      const { timestamps, length } = batch
      for (let row = 0; row < length; row++) {
        const time = timestamps[row]
        if (!(time >= start && time < end)) timestamps[row] = NEVER
      }
      sink.add(batch)
    },
    addSums: (batch) => sink.addSums(batch),
    endFile: () => sink.endFile?.(),
  }
}

/** No window begins so early. */
const NEVER = -Infinity
