import { flowBucketPolicy, toIamPolicy } from '../policies/index.ts'
import {
  APPFLOW_PRESETS,
  localArn,
  type AppFlowPresetName,
  type AwsPlace,
  type FormatSpec,
  type Interval,
} from '../spec/index.ts'

/** What a flow is configured with, all values known. */
export interface FlowSettings {
  readonly flowName: string
  readonly application: AppFlowPresetName
  /** Default that of the preset. */
  readonly object?: string
  /** Field by which the flow knows what is new; default the timestamp of the preset. */
  readonly incrementalField?: string
  /** Fields that are delivered; default all. */
  readonly fields?: readonly string[]
  readonly bucket: string
  /** Default `appflow`. */
  readonly prefix?: string
  /** Of the detector. */
  readonly interval: Interval
  /** Default `JSON`. */
  readonly fileFormat?: FlowFileFormat
}

/** How a flow writes files. */
export type FlowFileFormat = 'JSON' | 'PARQUET' | 'CSV'

/** Everything that must exist for a flow, as AWS wants it. */
export interface FlowPlan {
  readonly flowName: string
  readonly flowArn: string
  /** As AppFlow's API names it. */
  readonly connectorType: string
  /** As the key of the connector's properties and operators. */
  readonly connector: FlowConnector
  readonly object: string
  readonly incrementalField: string
  /** `rate(1hours)`. */
  readonly schedule: string
  readonly fileFormat: FlowFileFormat
  /** Without a slash at its end. */
  readonly prefix: string
  readonly tasks: readonly FlowTask[]
  /** JSON. */
  readonly bucketPolicy: string
  /** The source of a dataset that reads what is delivered. */
  readonly source: { readonly flow: string; readonly destination: string; readonly format: FormatSpec }
}

/** How the properties of a connector are named. */
export type FlowConnector =
  | 'amplitude'
  | 'dynatrace'
  | 'googleAnalytics'
  | 'inforNexus'
  | 'marketo'
  | 'salesforce'
  | 'serviceNow'
  | 'singular'
  | 'trendmicro'
  | 'veeva'
  | 'zendesk'

/** A step of a flow. */
export interface FlowTask {
  readonly type: 'Filter' | 'Map' | 'Map_all'
  /** Null where the connector has none for it. */
  readonly operator: 'PROJECTION' | 'NO_OP' | null
  readonly sourceFields: readonly string[]
  readonly destinationField?: string
  readonly properties: Readonly<Record<string, string>>
}

/** What must exist for a flow. @throws {PolicyError} for names that nothing can be deployed with */
export function planFlow(settings: FlowSettings, place: AwsPlace): FlowPlan {
  const { flowName, application, bucket, interval, fileFormat = 'JSON', fields } = settings
  const preset = APPFLOW_PRESETS[application]
  const prefix = (settings.prefix ?? DEFAULT_PREFIX).replaceAll(/^\/+|\/+$/g, '')
  const folder = prefix === '' ? '' : `${prefix}/`
  return {
    flowName,
    flowArn: localArn(place, 'appflow', `flow/${flowName}`),
    connectorType: preset.connectorType,
    connector: CONNECTORS[application],
    object: settings.object ?? preset.object,
    incrementalField: settings.incrementalField ?? preset.timestamp.column,
    schedule: SCHEDULES[interval],
    fileFormat,
    prefix,
    tasks: tasksOf(CONNECTORS[application], fields),
    bucketPolicy: JSON.stringify(toIamPolicy(flowBucketPolicy(place, { flow: flowName, bucket, prefix: folder }))),
    source: { flow: flowName, destination: `s3://${bucket}/${folder}`, format: FORMATS[fileFormat] },
  }
}

const DEFAULT_PREFIX = 'appflow'

const CONNECTORS: Readonly<Record<AppFlowPresetName, FlowConnector>> = {
  salesforce: 'salesforce',
  marketo: 'marketo',
  dynatrace: 'dynatrace',
  singular: 'singular',
  zendesk: 'zendesk',
  servicenow: 'serviceNow',
  infornexus: 'inforNexus',
  trendmicro: 'trendmicro',
  veeva: 'veeva',
  googleanalytics: 'googleAnalytics',
  amplitude: 'amplitude',
}

/** AppFlow writes units without a space. */
const SCHEDULES: Readonly<Record<Interval, string>> = {
  PT5M: 'rate(5minutes)',
  PT10M: 'rate(10minutes)',
  PT1H: 'rate(1hours)',
  P1D: 'rate(1days)',
}

const FORMATS: Readonly<Record<FlowFileFormat, FormatSpec>> = {
  JSON: { jsonLines: {} },
  PARQUET: { parquet: {} },
  CSV: { csv: {} },
}

/**
 * Connectors that leave fields as they are without being told, and that deliver all fields or cannot be told which.
 *
 * @see https://docs.aws.amazon.com/appflow/1.0/APIReference/API_ConnectorOperator.html
 */
const WITHOUT: Readonly<Record<'NO_OP' | 'PROJECTION', ReadonlySet<FlowConnector>>> = {
  NO_OP: new Set(['amplitude', 'googleAnalytics']),
  PROJECTION: new Set(['amplitude']),
}

function tasksOf(connector: FlowConnector, fields: readonly string[] | undefined): readonly FlowTask[] {
  const operator = WITHOUT.NO_OP.has(connector) ? null : 'NO_OP'
  if (fields === undefined) {
    return [{ type: 'Map_all', operator, sourceFields: [], properties: { EXCLUDE_SOURCE_FIELDS_LIST: '[]' } }]
  }
  const only: FlowTask = { type: 'Filter', operator: 'PROJECTION', sourceFields: fields, properties: {} }
  return [
    ...(WITHOUT.PROJECTION.has(connector) ? [] : [only]),
    ...fields.map((field): FlowTask => ({
      type: 'Map',
      operator,
      sourceFields: [field],
      destinationField: field,
      properties: {},
    })),
  ]
}
