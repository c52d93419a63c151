import { javaTime } from '../../alerts/index.ts'
import { isRunning, type DetectionRun, type History } from '../../history/index.ts'
import type { ApiHost } from '../api-host.ts'
import { invalidFields, momentOf, pageRequest, type ExecutionStatus, type Handlers } from '../wire/index.ts'
import { pastByArn, type FoundPast } from './found-past.ts'
import { countingDown, momentOfPosition } from './position.ts'

/** Longest reason of a failure. API reference: AnomalyDetectionTaskStatusMessage. */
const MOST_CHARACTERS = 256

/** Says what became of the intervals of a detector. */
export function executionOperations(
  host: ApiHost,
  history: History,
): Pick<Handlers, 'DescribeAnomalyDetectionExecutions'> {
  return {
    async DescribeAnomalyDetectionExecutions(input) {
      const page = pageRequest('DescribeAnomalyDetectionExecutions', input, host.now())
      const wanted = input.Timestamp === undefined ? null : moment(input.Timestamp)
      const found = await pastByArn(host, history, input.AnomalyDetectorArn)
      if (found === undefined) return { ExecutionList: [] }
      if (wanted !== null) {
        const start = found.grid.start(wanted)
        const runs = await runsBefore(host, found, found.grid.next(start) + 1, 1)
        return { ExecutionList: runs.filter((run) => run.start <= start && run.end > start).map(statusOf(found)) }
      }
      const before = page.after === null ? Infinity : momentOfPosition(page.after)
      const runs = await runsBefore(host, found, before, page.size + 1)
      const shown = runs.slice(0, page.size)
      return {
        ExecutionList: shown.map(statusOf(found)),
        ...(runs.length > page.size && { NextToken: page.tokenAfter(countingDown(shown.at(-1)!.end)) }),
      }
    },
  }
}

async function runsBefore(
  host: ApiHost,
  { detector, grid, report, generation, now: { last } }: FoundPast,
  before: number,
  limit: number,
): Promise<readonly DetectionRun[]> {
  if (last === null) return []
  const { offsetSeconds } = detector.dataset
  const options = {
    grid,
    offsetSeconds,
    running: isRunning(report),
    backtest: report.status === 'BACK_TEST_COMPLETE',
    lastEnd: last.end,
    now: host.now(),
  }
  return generation.runs(options, { before, limit })
}

function moment(text: string): number {
  const epochMs = momentOf(text)
  if (Number.isNaN(epochMs)) throw invalidFields([{ Name: 'Timestamp', Message: 'there is no such day' }])
  return epochMs
}

function statusOf({ grid }: FoundPast): (run: DetectionRun) => ExecutionStatus {
  return ({ start, status, failure }) => ({
    Timestamp: javaTime(grid, start),
    Status: status,
    ...(failure !== null && { FailureReason: shortened(failure) }),
  })
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`
}
