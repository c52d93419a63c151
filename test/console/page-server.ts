import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MOST_BEFORE, readPageAssets } from '../../engine/console/index.ts'
import type { DetectorsData, FeedbackRequest, GroupData, GroupsData } from '../../engine/console/page-data.ts'
import type { DetectorFixture } from './page-fixture.ts'

/** What the console's server allows a page to do. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types crowsnest"

/** A server that answers the page as page-data.ts says, from what it was given. */
export interface PageServer {
  readonly origin: string
  /** May be changed between requests. */
  readonly settings: {
    authorized: boolean
    failing: boolean
    detectors: readonly DetectorFixture[]
    unreadable: DetectorsData['unreadable']
    unreadFeedback: GroupsData['unreadFeedback']
  }
  readonly close: () => Promise<void>
}

/** Starts it on a free port of the loopback. */
export async function startPageServer(detectors: readonly DetectorFixture[]): Promise<PageServer> {
  const assets = await readPageAssets()
  const settings: PageServer['settings'] = {
    authorized: true,
    failing: false,
    detectors,
    unreadable: [],
    unreadFeedback: null,
  }
  const judged = new Map<string, Pick<GroupData, 'judgements' | 'said'>>()
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (!pathname.startsWith('/data/')) {
      const asset = assets.get(pathname) ?? assets.get('/')!
      response.writeHead(200, { 'content-type': asset.type, 'content-security-policy': POLICY })
      response.end(asset.bytes)
      return
    }
    if (!settings.authorized)
      return answer(response, 401, { message: 'The session is not known.', code: 'UNAUTHORIZED' })
    if (settings.failing)
      return answer(response, 500, { message: 'The bucket acme does not let us read.', code: 'STATE_UNREADABLE' })
    const [name, room, id, action] = pathname.split('/').slice(3).map(decodeURIComponent)
    if (name === undefined) {
      return answer(response, 200, {
        state: 'file:///demo/state',
        now: Date.now(),
        detectors: settings.detectors.map(({ detector }) => detector),
        unreadable: settings.unreadable,
      })
    }
    const fixture = settings.detectors.find(({ detector }) => detector.name === name)
    const data = fixture && (await dataOf(fixture, { room, id, action, searchParams, request }, judged, settings))
    if (data === undefined)
      return answer(response, 404, { message: `There is no ${room ?? 'detector'} of that name.`, code: 'NOT_FOUND' })
    answer(response, 200, data)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    settings,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Asked {
  readonly room: string | undefined
  readonly id: string | undefined
  readonly action: string | undefined
  readonly searchParams: URLSearchParams
  readonly request: IncomingMessage
}

async function dataOf(
  fixture: DetectorFixture,
  { room, id, action, searchParams, request }: Asked,
  judged: Map<string, Pick<GroupData, 'judgements' | 'said'>>,
  settings: PageServer['settings'],
): Promise<unknown> {
  const number = (name: string) => Number(searchParams.get(name))
  switch (room) {
    case undefined:
      return fixture.detector
    case 'groups': {
      if (id === undefined)
        return {
          groups: fixture.groups.map((line) => ({ ...line, judged: judgedOf(judged.get(line.id)) })),
          unreadFeedback: settings.unreadFeedback,
        }
      if (action === 'series') {
        // As the server.
        if (number('before') > MOST_BEFORE) throw new RangeError(`before: ${number('before')}`)
        return searchParams
          .getAll('metric')
          .map((metric) => fixture.series(id, Number(metric), number('before'), number('after')))
      }
      const group = fixture.group(id)
      if (group === undefined) return undefined
      const said = judged.get(id) ?? { judgements: group.judgements, said: group.said }
      if (action === undefined) return { ...group, ...said }
      const next = judge(said, group, (await bodyOf(request)) as FeedbackRequest)
      judged.set(id, next)
      return next
    }
    case 'executions': {
      const before = searchParams.has('before') ? number('before') : Infinity
      const older = fixture.executions.filter(({ end }) => end < before)
      const page = older.slice(0, number('limit') || 100)
      return { executions: page, older: older.length > page.length ? page.at(-1)!.end : null }
    }
    case 'quality':
      return fixture.quality
    case 'alerts':
      return { alerts: fixture.alerts, misfits: fixture.misfits }
    default:
      return undefined
  }
}

function judge(
  before: Pick<GroupData, 'judgements' | 'said'>,
  { group }: GroupData,
  { metrics, relevant }: FeedbackRequest,
) {
  const touched = metrics ?? [...group.metrics.keys()]
  return {
    judgements: before.judgements.map((one, i) => (touched.includes(i) ? relevant : one)),
    said: [
      { at: Date.now(), by: 'anna', relevant, series: metrics === null ? null : group.metrics[metrics[0]!]!.series },
      ...before.said,
    ],
  }
}

function judgedOf(said: Pick<GroupData, 'judgements'> | undefined) {
  const count = (relevant: boolean) => said?.judgements.filter((one) => one === relevant).length ?? 0
  return { relevant: count(true), notRelevant: count(false) }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text)
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
