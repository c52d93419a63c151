import type { DetectorSpec, MeasureSpec } from './detector.generated.ts'
import type { Interval } from './interval.ts'

/** Where to begin with an application that a flow of AppFlow reads. */
export interface AppFlowPreset {
  /** As the original service's guide writes it. */
  readonly application: string
  /** As AppFlow's API names its connector. */
  readonly connectorType: string
  /** Object of the application that the flow reads. */
  readonly object: string
  readonly timestamp: {
    readonly column: string
    readonly format: string
    /** A value of it. */
    readonly example: string
  }
  readonly interval: Interval
  readonly measures: readonly MeasureSpec[]
  readonly dimensions: readonly string[]
  /** How far the names are sure. */
  readonly names: PresetNames
  /** What else to know. */
  readonly note: string
}

/**
 * `documented`: the application's own interface has these names for everybody. `typical`: they are common, but accounts or versions
 * differ. `own`: they stand for names of your own.
 */
export type PresetNames = 'documented' | 'typical' | 'own'

/** Names of the presets. */
export type AppFlowPresetName =
  | 'salesforce'
  | 'marketo'
  | 'dynatrace'
  | 'singular'
  | 'zendesk'
  | 'servicenow'
  | 'infornexus'
  | 'trendmicro'
  | 'veeva'
  | 'googleanalytics'
  | 'amplitude'

/** Date and time of ISO 8601 with milliseconds and an offset. */
const ISO_MILLISECONDS = 'yyyy-MM-ddTHH:mm:ss.SSSX'
/** The same without milliseconds. */
const ISO_SECONDS = 'yyyy-MM-ddTHH:mm:ssX'

const sum = (column: string): MeasureSpec => ({ column, aggregation: 'SUM' })
const average = (column: string): MeasureSpec => ({ column, aggregation: 'AVG' })

/**
 * The applications that the original service read through AppFlow, with an object, a timestamp and typical fields of each. Which fields
 * an account has, AppFlow shows when the flow is made.
 *
 * @see Guide, "Using Amazon AppFlow with Lookout for Metrics"
 */
export const APPFLOW_PRESETS: Readonly<Record<AppFlowPresetName, AppFlowPreset>> = {
  salesforce: {
    application: 'Salesforce',
    connectorType: 'Salesforce',
    object: 'Opportunity',
    timestamp: { column: 'CreatedDate', format: ISO_MILLISECONDS, example: '2026-07-04T10:05:33.000+0000' },
    interval: 'PT1H',
    measures: [sum('Amount')],
    dimensions: ['StageName', 'Type'],
    names: 'documented',
    note: 'Standard fields of the object. Type is empty until somebody chooses one.',
  },
  marketo: {
    application: 'Marketo',
    connectorType: 'Marketo',
    object: 'leads',
    timestamp: { column: 'createdAt', format: ISO_SECONDS, example: '2026-07-04T10:05:33Z' },
    interval: 'PT1H',
    measures: [average('leadScore')],
    dimensions: ['leadSource', 'leadStatus'],
    names: 'typical',
    note: 'Names of the REST interface; leads have many fields of your own.',
  },
  dynatrace: {
    application: 'Dynatrace',
    connectorType: 'Dynatrace',
    object: 'problem/feed',
    timestamp: { column: 'startTime', format: 'UNIX', example: '1783159533000' },
    interval: 'PT1H',
    measures: [sum('commentCount')],
    dimensions: ['severityLevel', 'impactLevel'],
    names: 'typical',
    note: 'Problems have few numbers; of metrics take the value as the measure.',
  },
  singular: {
    application: 'Singular',
    connectorType: 'Singular',
    object: 'reporting',
    timestamp: { column: 'start_date', format: 'yyyy-MM-dd', example: '2026-07-04' },
    interval: 'P1D',
    measures: [sum('adn_cost'), sum('custom_installs')],
    dimensions: ['app', 'source', 'platform'],
    names: 'typical',
    note: 'A report has the metrics and dimensions that you choose for it. Its days come late: raise the offset.',
  },
  zendesk: {
    application: 'Zendesk',
    connectorType: 'Zendesk',
    object: 'ticket_metrics',
    timestamp: { column: 'created_at', format: ISO_SECONDS, example: '2026-07-04T10:05:33Z' },
    interval: 'PT1H',
    measures: [sum('replies'), sum('reopens')],
    dimensions: [],
    names: 'typical',
    note: 'Tickets themselves have dimensions (priority, status, type) but hardly a number to measure.',
  },
  servicenow: {
    application: 'Servicenow',
    connectorType: 'Servicenow',
    object: 'incident',
    timestamp: { column: 'sys_created_on', format: 'yyyy-MM-dd HH:mm:ss', example: '2026-07-04 10:05:33' },
    interval: 'PT1H',
    measures: [sum('reassignment_count'), sum('reopen_count')],
    dimensions: ['priority', 'category'],
    names: 'documented',
    note: 'Fields of the table as it is delivered; times are in UTC.',
  },
  infornexus: {
    application: 'Infor Nexus',
    connectorType: 'Infornexus',
    object: 'your-object',
    timestamp: { column: 'your_created_time', format: ISO_MILLISECONDS, example: '2026-07-04T10:05:33.000Z' },
    interval: 'P1D',
    measures: [sum('your_quantity')],
    dimensions: ['your_partner'],
    names: 'own',
    note: 'Objects and fields depend on your contract: take those that AppFlow shows.',
  },
  trendmicro: {
    application: 'Trendmicro',
    connectorType: 'Trendmicro',
    object: 'your-object',
    timestamp: { column: 'your_time', format: 'UNIX', example: '1783159533000' },
    interval: 'PT1H',
    measures: [sum('your_count')],
    dimensions: ['your_policy'],
    names: 'own',
    note: 'Objects and fields depend on your product: take those that AppFlow shows.',
  },
  veeva: {
    application: 'Veeva',
    connectorType: 'Veeva',
    object: 'your_object__c',
    timestamp: { column: 'created_date__v', format: ISO_MILLISECONDS, example: '2026-07-04T10:05:33.000Z' },
    interval: 'P1D',
    measures: [sum('your_quantity__c')],
    dimensions: ['status__v'],
    names: 'own',
    note: 'Names that end in __v are standard fields of every object, those in __c are your own.',
  },
  googleanalytics: {
    application: 'Google Analytics',
    connectorType: 'Googleanalytics',
    object: 'reports',
    timestamp: { column: 'ga:date', format: 'yyyyMMdd', example: '20260704' },
    interval: 'P1D',
    measures: [sum('ga:sessions'), sum('ga:pageviews')],
    dimensions: ['ga:country', 'ga:deviceCategory'],
    names: 'typical',
    note: 'You choose dimensions and metrics freely when the flow is made. This connector is that of Universal Analytics, which Google has ended: Google Analytics 4 has another, with other names.',
  },
  amplitude: {
    application: 'Amplitude',
    connectorType: 'Amplitude',
    object: 'events',
    timestamp: {
      column: 'event_time',
      format: 'yyyy-MM-dd HH:mm:ss.SSSSSS',
      example: '2026-07-04 10:05:33.123000',
    },
    interval: 'PT1H',
    measures: [sum('revenue')],
    dimensions: ['event_type', 'platform'],
    names: 'typical',
    note: 'Events have no number of their own: map a property of your events to the measure.',
  },
}

/** Names of the presets, in the order of the guide. */
export const APPFLOW_PRESET_NAMES = Object.keys(APPFLOW_PRESETS) as readonly AppFlowPresetName[]

/** What a preset leaves open. */
export interface PresetChoices {
  /** Name of the detector. */
  readonly detector: string
  /** Name of the flow. */
  readonly flow: string
  /** Folder that the flow delivers to, `s3://<bucket>/<prefix>/`. */
  readonly destination: string
}

/** A spec to begin with, for a flow that delivers JSON. */
export function appflowSpec(name: AppFlowPresetName, { detector, flow, destination }: PresetChoices): DetectorSpec {
  const { interval, timestamp, measures, dimensions } = APPFLOW_PRESETS[name]
  return {
    detector,
    interval,
    dataset: {
      source: { appflow: { flow, destination, format: { jsonLines: {} } } },
      timestamp: { column: timestamp.column, format: timestamp.format },
      offset: OFFSETS[interval],
      measures: [...measures],
      ...(dimensions.length > 0 && { dimensions: [...dimensions] }),
    },
  }
}

/** Longer than most runs take; days of reports are rarely complete in the night. */
const OFFSETS: Readonly<Record<Interval, string>> = { PT5M: 'PT5M', PT10M: 'PT5M', PT1H: 'PT15M', P1D: 'PT6H' }
