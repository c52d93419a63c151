import { count, figure } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import type { DetectorData, DetectorsData, UnreadableDetector } from '../page-data.ts'
import { severityLevel } from '../severity-level.ts'
import { timeText } from '../ticks.ts'
import { dataPath, load } from './data.ts'
import { gridOf, healthPill, INTERVAL_NAMES, momentText } from './health.ts'
import { inlineCode } from './inline-code.ts'
import { emptyNotice } from './notices.ts'
import type { PageContext } from './page-context.ts'
import { place, placeAgain } from './place.ts'
import { detectorPath } from './route.ts'

/**
 * All detectors of the state, as cards.
 *
 * @param context - of the view
 * @param options - whether a single detector is to be shown at once instead
 */
export async function detectorsView(context: PageContext, options: { readonly skipSingle: boolean }): Promise<void> {
  const data = await load<DetectorsData>(dataPath(), context.signal)
  const [only] = data.detectors
  const isSingle = data.detectors.length === 1 && data.unreadable.every(({ denied }) => denied)
  if (options.skipSingle && isSingle && only !== undefined) {
    context.go(detectorPath(only.name))
    return
  }
  document.title = 'Detectors - Crowsnest'
  place(context.root, content(data))
  context.refresh(async () => {
    placeAgain(context.root, content(await load<DetectorsData>(dataPath(), context.signal)))
  })
}

const WORST_FIRST: readonly DetectorData['health'][] = [
  'FAILED',
  'FAILING',
  'LATE',
  'LEARNING',
  'FINE',
  'COMPLETE',
  'STOPPED',
]

function content({ detectors, unreadable, state }: DetectorsData): Html {
  const ordered = detectors.toSorted(
    (a, b) => WORST_FIRST.indexOf(a.health) - WORST_FIRST.indexOf(b.health) || a.name.localeCompare(b.name),
  )
  const none = emptyNotice(
    'No detectors yet',
    'This state has none. `crowsnest run SPEC --state ...` activates one, as a deployed stack does.',
  )
  const damaged = unreadable.filter(({ denied }) => !denied)
  const denied = unreadable.filter((detector) => detector.denied)
  const shown = detectors.length + damaged.length
  return markup`<div class="page">
    <h1>Detectors</h1>
    <p class="description">${count(shown, 'detector')} in <code>${state}</code></p>
    ${unreadable.length + detectors.length === 0 ? none : markup`<ul class="detectors">${damaged.map(damagedCard)}${ordered.map(card)}</ul>`}
    ${denied.length === 0 ? null : markup`<p class="denied">Your credentials do not reach ${count(denied.length, 'other detector')}: ${denied.map(({ name }) => name).join(', ')}.</p>`}
  </div>`
}

function damagedCard({ name, message }: UnreadableDetector): Html {
  return markup`<li class="card detector failed">
    <h2><span>${name}</span><span class="pill bad">Unreadable</span></h2>
    <p class="why">${inlineCode(message)}</p>
  </li>`
}

function card(detector: DetectorData): Html {
  const { name, description, spec, health, healthText, lastInterval, nextDue, metrics, groups, highestSeverity } =
    detector
  const grid = gridOf(detector)
  const watched =
    spec === null
      ? ''
      : `${spec.measures.map(({ column }) => column).join(', ')}${spec.dimensions.length === 0 ? '' : ` by ${spec.dimensions.join(', ')}`}`
  return markup`<li class="card detector ${health.toLowerCase()}">
    <h2><a id="detector-${name}" href="${detectorPath(name)}">${name}</a>${healthPill(detector)}</h2>
    <p class="why">${inlineCode(healthText)}</p>
    ${description === '' ? null : markup`<p>${description}</p>`}
    <div class="numbers">
      <div>${
        highestSeverity === null
          ? markup`<span class="severity none">-</span>`
          : markup`<span class="severity ${severityLevel(highestSeverity)}">${highestSeverity.toFixed(0)}</span>`
      }<span>highest severity</span></div>
      <div><strong>${figure(groups)}</strong><span>${groups === 1 ? 'anomaly' : 'anomalies'}</span></div>
      <div><strong>${figure(metrics)}</strong><span>metrics</span></div>
    </div>
    <dl class="lines">
      ${spec === null ? null : markup`<div><dt>Watches</dt><dd>${watched}</dd></div><div><dt>Looks</dt><dd>${INTERVAL_NAMES[spec.interval]}, ${spec.timezone}</dd></div>`}
      <div><dt>Last interval</dt><dd>${lastInterval === null ? 'none yet' : timeText(lastInterval.start, grid)}</dd></div>
      <div><dt>Next due</dt><dd>${nextDue === null ? '-' : momentText(nextDue, grid.zone)}</dd></div>
    </dl>
  </li>`
}
