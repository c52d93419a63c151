/** The pages of a detector that its tabs name. */
export type DetectorTab = 'anomalies' | 'log' | 'quality' | 'alerts'

/** What an address of the page means. */
export type Route =
  | { readonly kind: 'start' }
  | { readonly kind: 'detectors' }
  | { readonly kind: DetectorTab; readonly detector: string }
  | { readonly kind: 'anomaly'; readonly detector: string; readonly id: string }
  | { readonly kind: 'nowhere' }

/** Tabs of a detector, as they stand beside each other. */
export const DETECTOR_TABS: readonly { readonly kind: DetectorTab; readonly name: string }[] = [
  { kind: 'anomalies', name: 'Anomalies' },
  { kind: 'log', name: 'Execution log' },
  { kind: 'quality', name: 'Data quality' },
  { kind: 'alerts', name: 'Alerts' },
]

/**
 * What an address means.
 *
 * @param pathname - of the page's own origin
 * @returns the route; `nowhere` where the address means nothing
 */
export function parseRoute(pathname: string): Route {
  const parts = decodedParts(pathname)
  const [room, detector, tab = 'anomalies', id] = parts
  if (room === undefined) return { kind: 'start' }
  if (room !== 'detectors' || parts.length > 4) return { kind: 'nowhere' }
  if (detector === undefined) return { kind: 'detectors' }
  if (id !== undefined) return tab === 'anomalies' ? { kind: 'anomaly', detector, id } : { kind: 'nowhere' }
  const known = DETECTOR_TABS.find(({ kind }) => kind === tab)
  return known === undefined ? { kind: 'nowhere' } : { kind: known.kind, detector }
}

/**
 * The address of a page of a detector.
 *
 * @param detector - its name
 * @param tab - which page
 * @param id - of the anomaly group, for `anomalies`
 */
export function detectorPath(detector: string, tab: DetectorTab = 'anomalies', id?: string): string {
  return ['/detectors', encodeURIComponent(detector), tab, ...(id === undefined ? [] : [encodeURIComponent(id)])].join(
    '/',
  )
}

function decodedParts(pathname: string): readonly string[] {
  try {
    return pathname.split('/').filter(Boolean).map(decodeURIComponent)
  } catch {
    return ['nowhere']
  }
}
