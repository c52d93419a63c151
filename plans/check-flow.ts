import { checkBucket, checkFlowName, checkKey } from '../policies/index.ts'
import { APPFLOW_PRESET_NAMES, APPFLOW_PRESETS, INTERVALS, type AwsPlace } from '../spec/index.ts'
import { choiceProblems } from './check-engine.ts'
import { problemOf, type Problem } from './problem.ts'

/** The settings of a flow as far as they are known. */
export interface FlowDraft {
  readonly flowName?: string
  readonly application?: string
  readonly connectorProfileName?: string
  readonly object?: string
  readonly incrementalField?: string
  readonly fields?: readonly (string | undefined)[]
  readonly bucket?: string
  readonly prefix?: string
  readonly interval?: string
  readonly fileFormat?: string
  readonly keyArn?: string
  /** Which arguments were given at all, known or not. */
  readonly given: ReadonlySet<string>
}

/** Ways in which a flow writes files. */
const FILE_FORMATS = ['JSON', 'PARQUET', 'CSV'] as const

/**
 * Everything that is wrong with a flow's settings, at once; values not known yet pass.
 *
 * @param place - where it is known: a key of another partition is refused
 */
export function checkFlow(draft: FlowDraft, place: Partial<AwsPlace> = {}): readonly Problem[] {
  const { fields = [], prefix, keyArn } = draft
  const partition = place.partition ?? keyArn?.split(':')[1] ?? ''
  return [
    ...problemOf('flowName', draft.flowName, checkFlowName),
    ...choiceProblems<string>('application', draft.application, APPFLOW_PRESET_NAMES),
    ...ownNameProblems(draft),
    ...problemOf('bucket', draft.bucket, checkBucket),
    ...(prefix === undefined || PREFIX.test(prefix)
      ? []
      : [
          {
            path: 'prefix',
            reason: `"${prefix}" is not a folder in a bucket. Use letters, digits, spaces and _ - / = up to 512 of them.`,
          },
        ]),
    ...choiceProblems<string>('interval', draft.interval, INTERVALS),
    ...choiceProblems<string>('fileFormat', draft.fileFormat, FILE_FORMATS),
    ...problemOf('keyArn', keyArn, (arn) => checkKey({ partition }, arn)),
    ...(draft.given.has('fields') && draft.fields !== undefined && fields.length === 0
      ? [{ path: 'fields', reason: 'There are no fields. Name some, or leave this out for all of them.' }]
      : []),
    ...fields.flatMap((field, index) =>
      field !== undefined && fields.indexOf(field) < index
        ? [{ path: `fields[${index}]`, reason: `"${field}" is there twice. Name it once.` }]
        : [],
    ),
  ]
}

/** As the paths of a spec may be. */
const PREFIX = /^[\w\-/= ]{0,512}$/

/** Where nobody but the user knows the names, they have to be given. */
function ownNameProblems({ application, given }: FlowDraft): readonly Problem[] {
  const name = APPFLOW_PRESET_NAMES.find((one) => one === application)
  if (name === undefined || APPFLOW_PRESETS[name].names !== 'own') return []
  return ['object', 'incrementalField']
    .filter((path) => !given.has(path))
    .map((path) => ({ path, reason: `It is required for ${name}, whose objects and fields are your own.` }))
}
