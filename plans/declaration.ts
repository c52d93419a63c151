import { statePrefix, type EnginePlace } from '../policies/index.ts'
import type { AlertSpec, DatasetSpec, DetectorSpec } from '../spec/index.ts'

/** Something declared: an object in the state bucket, which the engine reads. */
export interface Declaration {
  readonly key: string
  /** JSON. */
  readonly content: string
}

/** What a detector is without its dataset and its alerts. */
export type DetectorHead = Omit<DetectorSpec, 'dataset' | 'alerts' | '$schema'>

/** The object that declares a detector. */
export function detectorDeclaration(place: EnginePlace, head: DetectorHead): Declaration {
  return { key: `${detectorPrefix(place, head.detector)}detector.json`, content: content(head) }
}

/** The object that declares the dataset of a detector, with the role that reads it. */
export function datasetDeclaration(place: EnginePlace, detector: string, dataset: DatasetSpec): Declaration {
  return { key: `${detectorPrefix(place, detector)}dataset.json`, content: content(dataset) }
}

/** The object that declares an alert of a detector, with the role that sends it. */
export function alertDeclaration(place: EnginePlace, detector: string, alert: AlertSpec): Declaration {
  return { key: `${detectorPrefix(place, detector)}alerts/${alert.name}.json`, content: content(alert) }
}

function detectorPrefix(place: EnginePlace, detector: string): string {
  return `${statePrefix(place)}detectors/${detector}/`
}

/** As the engine writes it, so that a declaration by either is the same. */
function content(value: object): string {
  return `${JSON.stringify(value, undefined, 1)}\n`
}
