import type { ResolvedDetector } from '../../../spec/index.ts'
import type {
  DetectorHistory,
  GenerationHistory,
  GroupsNow,
  History,
  IndexedGroup,
  JudgementBook,
} from '../../history/index.ts'
import type { StatusReport } from '../../state/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import type { ApiHost } from '../api-host.ts'
import { detectorOfArn } from '../request-arns.ts'
import { invalidRequest, resourceNotFound } from '../wire/index.ts'

/** A detector that has begun, with all that can be read back of it. */
export interface FoundPast {
  readonly detector: ResolvedDetector
  readonly grid: IntervalGrid
  readonly report: StatusReport
  readonly judgements: JudgementBook
  readonly generation: GenerationHistory
  readonly now: GroupsNow
}

/** A group of it. */
export interface FoundGroup extends FoundPast {
  readonly indexed: IndexedGroup
}

/**
 * The detector of a request.
 *
 * @throws {ApiError} ResourceNotFoundException, also for other accounts and regions
 */
export async function detectorByArn(host: ApiHost, history: History, arn: string): Promise<DetectorHistory> {
  const found = await history.detector(detectorOfArn(host.place, arn))
  if (found === undefined) throw resourceNotFound('AnomalyDetector', arn)
  return found
}

/**
 * The detector of a request with its past; undefined where it has none yet.
 *
 * @throws {ApiError} ResourceNotFoundException; ValidationException where the declaration does not say what its past means
 */
export async function pastByArn(host: ApiHost, history: History, arn: string): Promise<FoundPast | undefined> {
  const { detector, grid, report, judgements, generation, problem, name } = await detectorByArn(host, history, arn)
  if (generation === null) return undefined
  if (detector === null || grid === null) {
    throw invalidRequest(`The detector "${name}" cannot be read while its declaration has errors. ${problem}`)
  }
  return { detector, grid, report, judgements, generation, now: await generation.groups.now() }
}

/**
 * The group of a request.
 *
 * @throws {ApiError} ResourceNotFoundException, ValidationException
 */
export async function groupById(host: ApiHost, history: History, arn: string, id: string): Promise<FoundGroup> {
  const found = await pastByArn(host, history, arn)
  const indexed = found?.now.byId.get(id)
  if (found === undefined || indexed === undefined) throw resourceNotFound('AnomalyGroup', id)
  return { ...found, indexed }
}
