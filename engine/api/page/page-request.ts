import type { DetectorHistory, GenerationHistory, GroupsNow, History, IndexedGroup } from '../../history/index.ts'
import type { ResolvedDetector } from '../../../spec/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import { PageError } from './page-error.ts'

/** A detector that has begun, with all that its routes work with. */
export interface OpenedDetector {
  readonly history: DetectorHistory
  readonly detector: ResolvedDetector
  readonly grid: IntervalGrid
  readonly generation: GenerationHistory
}

/** A group with the generation that it is part of, as it is now. */
export interface FoundGroup extends OpenedDetector {
  readonly now: GroupsNow
  readonly indexed: IndexedGroup
}

/** As the spec names detectors, so that a name is never more than one part of a key. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/

const GROUP_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The detector of a request.
 *
 * @throws {PageError} DETECTOR_UNKNOWN
 */
export async function detectorOf(history: History, name: string): Promise<DetectorHistory> {
  const found = NAME.test(name) ? await history.detector(name) : undefined
  if (found === undefined) throw new PageError({ code: 'DETECTOR_UNKNOWN', detector: name })
  return found
}

/**
 * The detector of a request with its calendar and generation; undefined where it has not begun yet.
 *
 * @throws {PageError} DECLARATION_UNUSABLE where there is a past, but nobody can say what it means
 */
export function openedDetector(history: DetectorHistory): OpenedDetector | undefined {
  const { name, detector, grid, generation, problem } = history
  if (generation === null) return undefined
  if (detector === null || grid === null) {
    throw new PageError({ code: 'DECLARATION_UNUSABLE', detector: name, reason: problem ?? '' })
  }
  return { history, detector, grid, generation }
}

/**
 * The group of a request.
 *
 * @throws {PageError} DETECTOR_UNKNOWN, GROUP_UNKNOWN, DECLARATION_UNUSABLE
 */
export async function groupOf(history: History, name: string, id: string): Promise<FoundGroup> {
  const opened = openedDetector(await detectorOf(history, name))
  const now = await opened?.generation.groups.now()
  const indexed = GROUP_ID.test(id) ? now?.byId.get(id) : undefined
  if (opened === undefined || now === undefined || indexed === undefined) {
    throw new PageError({ code: 'GROUP_UNKNOWN', detector: name, group: id })
  }
  return { ...opened, now, indexed }
}

/**
 * A whole number of the query.
 *
 * @param bounds - default: where it is not given
 * @throws {PageError} PARAMETER_INVALID
 */
export function wholeNumber(
  query: URLSearchParams,
  name: string,
  bounds: { readonly least: number; readonly most: number; readonly default: number },
): number {
  return wholeNumbers(query, name, bounds)[0]
}

/**
 * Whole numbers of the query, where a name may stand several times.
 *
 * @param bounds - default: the only one where none is given
 * @returns at least one
 * @throws {PageError} PARAMETER_INVALID
 */
export function wholeNumbers(
  query: URLSearchParams,
  name: string,
  bounds: { readonly least: number; readonly most: number; readonly default: number },
): readonly number[] {
  const texts = query.getAll(name)
  return texts.length === 0 ? [bounds.default] : texts.map((text) => numberIn(text, name, bounds))
}

function numberIn(
  text: string,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN
  if (value >= least && value <= most) return value
  const expected = `a whole number from ${least} to ${most}`
  throw new PageError({ code: 'PARAMETER_INVALID', name, got: text, expected })
}
