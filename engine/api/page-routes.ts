import {
  MOST_BEFORE,
  type DetectorsData,
  type ExecutionsData,
  type FeedbackData,
  type QualityData,
  type UnreadableDetector,
} from '../console/index.ts'
import { detectorTrouble, openHistory, type DetectorHistory, type History } from '../history/index.ts'
import { mapLimited, readGroup, StateError } from '../state/index.ts'
import type { ApiHost } from './api-host.ts'
import { alertsData } from './page/alerts-data.ts'
import { detectorData } from './page/detector-data.ts'
import { feedbackRequest } from './page/feedback-request.ts'
import { CHARTED_METRICS, groupData } from './page/group-data.ts'
import { groupsData } from './page/groups-data.ts'
import { PageError } from './page/page-error.ts'
import { detectorOf, groupOf, openedDetector, wholeNumber, wholeNumbers } from './page/page-request.ts'
import { seriesData } from './page/series-data.ts'

/** A request of the review page, without its connection. */
export interface PageRequest {
  readonly method: string
  /** Begins at `/data/`, with its percent signs. */
  readonly path: string
  readonly query: URLSearchParams
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown
}

/** What is sent back: JSON with its HTTP code. */
export interface PageAnswer {
  readonly status: number
  readonly json: unknown
}

/** Detectors that are looked at at a time. */
const DETECTORS_AT_ONCE = 8

/** Intervals of a piece of the execution log. */
const EXECUTIONS = { least: 1, most: 500, default: 50 } as const

/** Commits that the data quality is told of. */
const QUALITY_COMMITS = 200

/** Intervals around a group that a chart may ask for, and what it gets when it does not. */
const BEFORE = { least: 0, most: MOST_BEFORE, default: 72 } as const
const AFTER = { least: 0, most: 500, default: 24 } as const

/**
 * Answers what the review page asks; see page-data.ts. Trouble with the state is an answer too; anything else that goes wrong is a bug, and
 * rejects.
 *
 * @param history - what reads the same state for others too, so that all share what it has read
 */
export function pageRoutes(
  host: ApiHost,
  history: History = openHistory(host.store),
): (request: PageRequest) => Promise<PageAnswer> {
  return async (request) => {
    try {
      return { status: 200, json: await answer(host, history, request) }
    } catch (error) {
      if (error instanceof PageError) return errorAnswer(error.status, error.code, error.message)
      if (!(error instanceof StateError)) throw error
      return errorAnswer(statusOf(error), error.code, error.message)
    }
  }
}

/** What is damaged stays damaged; anything else may be better in a moment. */
function statusOf({ code }: StateError): number {
  if (code === 'STORE_DENIED') return 403
  return code.startsWith('OBJECT_') ? 500 : 503
}

function errorAnswer(status: number, code: string, message: string): PageAnswer {
  return { status, json: { message, code } }
}

async function answer(host: ApiHost, history: History, request: PageRequest): Promise<unknown> {
  const { path, query } = request
  const [root, name, list, id, part, ...rest] = segmentsOf(path)
  const unknown = new PageError({ code: 'ROUTE_UNKNOWN', method: request.method, path })
  if (root !== 'detectors' || rest.length > 0) throw unknown
  if (part === 'feedback') {
    expectMethod(request, 'POST')
    return feedback(host, history, name, id, request.body)
  }
  expectMethod(request, 'GET')
  if (name === undefined) return detectors(host, history)
  if (list === undefined) return detectorData(await detectorOf(history, name), host.now())
  if (list === 'groups') {
    if (id === undefined) return groupsData(await detectorOf(history, name))
    if (part === undefined) return groupData(host.store, await groupOf(history, name, id))
    if (part === 'series') return series(host, history, name, id, query)
  }
  if (id !== undefined) throw unknown
  switch (list) {
    case 'executions':
      return executions(await detectorOf(history, name), query)
    case 'quality':
      return quality(await detectorOf(history, name))
    case 'alerts':
      return alertsData(await detectorOf(history, name))
    default:
      throw unknown
  }
}

/** Parts of the path after `/data/`, decoded; what cannot be decoded names nothing. */
function segmentsOf(path: string): readonly string[] {
  const segments = path.replace(/^\/data\//, '').split('/')
  try {
    return path.startsWith('/data/') ? segments.map(decodeURIComponent) : []
  } catch {
    return []
  }
}

function expectMethod({ method, path }: PageRequest, allowed: 'GET' | 'POST'): void {
  if (method !== allowed) throw new PageError({ code: 'METHOD_NOT_ALLOWED', method, path, allowed })
}

async function detectors(host: ApiHost, history: History): Promise<DetectorsData> {
  const now = host.now()
  const unreadable: UnreadableDetector[] = []
  const found = await mapLimited(await history.names(), DETECTORS_AT_ONCE, async (name) => {
    try {
      // It may have been deleted since it was listed.
      const detector = await history.detector(name)
      return detector && (await detectorData(detector, now))
    } catch (error) {
      const { code, message } = detectorTrouble(error)
      unreadable.push({ name, denied: code === 'STORE_DENIED', message })
      return undefined
    }
  })
  return {
    state: host.store.url,
    now,
    detectors: found.filter((detector) => detector !== undefined),
    unreadable: unreadable.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

async function series(
  host: ApiHost,
  history: History,
  name: string,
  id: string,
  query: URLSearchParams,
): Promise<unknown> {
  const found = await groupOf(history, name, id)
  const group = await readGroup(host.store, found.indexed.ref)
  const metrics = wholeNumbers(query, 'metric', { least: 0, most: group.metrics.length - 1, default: 0 })
  if (metrics.length > CHARTED_METRICS) {
    const expected = `at most ${CHARTED_METRICS} metrics`
    throw new PageError({ code: 'PARAMETER_INVALID', name: 'metric', got: metrics.length, expected })
  }
  return seriesData(
    found,
    group,
    metrics.map((metric) => group.metrics[metric]),
    { before: wholeNumber(query, 'before', BEFORE), after: wholeNumber(query, 'after', AFTER) },
  )
}

async function feedback(
  host: ApiHost,
  history: History,
  name: string,
  id: string,
  body: unknown,
): Promise<FeedbackData> {
  const found = await groupOf(history, name, id)
  if (found.history.report.status === 'DELETING') throw new PageError({ code: 'DETECTOR_DELETING', detector: name })
  const group = await readGroup(host.store, found.indexed.ref)
  const request = feedbackRequest(body, group.metrics.length)
  const { judgements } = found.history
  await judgements.record(group, found.grid, { ...request, by: host.reviewer }, host.now())
  const now = await judgements.now()
  return { judgements: now.inForce(group), said: now.said(group.id) }
}

async function executions(history: DetectorHistory, query: URLSearchParams): Promise<ExecutionsData> {
  const before = wholeNumber(query, 'before', { least: -4e13, most: 4e13, default: NaN })
  const limit = wholeNumber(query, 'limit', EXECUTIONS)
  const opened = openedDetector(history)
  if (opened === undefined) return { executions: [], older: null }
  const { generation, grid } = opened
  return generation.executions({ before: Number.isNaN(before) ? Infinity : before, limit }, (end) => grid.previous(end))
}

async function quality(history: DetectorHistory): Promise<QualityData> {
  const found = (await history.generation?.quality(QUALITY_COMMITS)) ?? []
  return { intervals: found.map(({ start, end, quality: metrics }) => ({ start, end, metrics })) }
}
