import type { SentenceContext } from '../group-sentence.ts'
import type { FeedbackData, FeedbackRequest, GroupData } from '../page-data.ts'
import { messageOf, send } from './data.ts'
import { feedbackOf, feedbackPanel, type Said } from './feedback-panel.ts'
import { FIRST_ROWS, metricTable } from './metric-table.ts'
import type { PageContext } from './page-context.ts'
import { find, placeAgain } from './place.ts'

/**
 * Feedback for all metrics of an anomaly and for single ones, by buttons and keys.
 *
 * @param context - of the view, which has places for the panel and for the table of metrics
 * @param data - the anomaly
 * @param path - its address on the server
 * @param names - of the detector
 */
export function judging(context: PageContext, data: GroupData, path: string, names: SentenceContext): void {
  let stored: Said = data
  let unanswered: readonly FeedbackRequest[] = []
  let rows = FIRST_ROWS

  function draw(): void {
    // Shown at once; put right by what the server says is in force.
    const said = unanswered.reduce(withRequest, stored)
    placeAgain(find(context.root, '#feedback'), feedbackPanel(said, data, names))
    placeAgain(find(context.root, '#metrics'), metricTable(data, said.judgements, names, rows))
  }
  async function judge(request: FeedbackRequest): Promise<void> {
    unanswered = [...unanswered, request]
    draw()
    try {
      stored = await send<FeedbackData>(`${path}/feedback`, request)
      context.announce(
        request.relevant === null ? 'Taken back' : request.relevant ? 'Judged relevant' : 'Judged not relevant',
      )
    } catch (error) {
      context.announce(`Not saved: ${messageOf(error)}`)
    }
    unanswered = unanswered.filter((one) => one !== request)
    if (!context.signal.aborted) draw()
  }
  draw()
  context.root.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      const request = button === null ? null : feedbackOf(button)
      if (request !== null) void judge(request)
      if (button?.id === 'all-metrics') {
        rows = Infinity
        draw()
      }
    },
    { signal: context.signal },
  )
  context.onKey({
    key: 'r',
    does: 'Judge the anomaly relevant',
    run: () => void judge({ metrics: null, relevant: true }),
  })
  context.onKey({ key: 'n', does: 'Judge it not relevant', run: () => void judge({ metrics: null, relevant: false }) })
  context.onKey({ key: 'u', does: 'Take the judgement back', run: () => void judge({ metrics: null, relevant: null }) })
}

function withRequest(said: Said, { metrics, relevant }: FeedbackRequest): Said {
  const touched = metrics === null ? null : new Set(metrics)
  return { ...said, judgements: said.judgements.map((one, i) => (touched?.has(i) === false ? one : relevant)) }
}
