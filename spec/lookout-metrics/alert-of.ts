import type { AlertSpec } from '../detector.generated.ts'
import { note, present, type Converted, type ConversionNote, type Draft } from './conversion.ts'
import type { Action, AlertFilters } from './shapes.generated.ts'

/** An alert as the API describes it. API reference: CreateAlert. */
export interface AlertParts {
  readonly AlertName: string
  readonly AlertDescription?: string
  readonly AlertSensitivityThreshold?: number
  readonly Action: Action
  readonly AlertFilters?: AlertFilters
}

/** The alert as a spec has it: a draft, to be checked with its detector. */
export function alertOf(alert: AlertParts): Converted<Draft> {
  const { channel, role, notes } = channelOf(alert.Action)
  const { MetricList: measures, DimensionFilterList } = alert.AlertFilters ?? {}
  return {
    value: present({
      name: alert.AlertName,
      description: alert.AlertDescription,
      // The API's own default; that of a spec is 70.
      threshold: alert.AlertSensitivityThreshold ?? 0,
      measures,
      dimensions:
        DimensionFilterList &&
        Object.fromEntries(
          [...Map.groupBy(DimensionFilterList, ({ DimensionName = '' }) => DimensionName)].map(([name, filters]) => [
            name,
            filters.flatMap(({ DimensionValueList = [] }) => DimensionValueList),
          ]),
        ),
      channel,
      role,
    }),
    notes,
  }
}

/** The alert as the API describes it. */
export function alertPartsOf(alert: AlertSpec): Converted<AlertParts> {
  const { name, description, threshold = 70, measures, dimensions } = alert
  const { Action, notes } = actionOf(alert)
  const filters = {
    ...(measures !== undefined && { MetricList: measures }),
    ...(dimensions !== undefined && {
      DimensionFilterList: Object.entries(dimensions).map(([DimensionName, DimensionValueList]) => ({
        DimensionName,
        DimensionValueList,
      })),
    }),
  }
  return {
    value: {
      AlertName: name,
      ...(description !== undefined && { AlertDescription: description }),
      AlertSensitivityThreshold: threshold,
      Action,
      ...(Object.keys(filters).length > 0 && { AlertFilters: filters }),
    },
    notes,
  }
}

function channelOf({ SNSConfiguration: sns, LambdaConfiguration: lambda }: Action): {
  readonly channel: Draft
  readonly role: string | undefined
  readonly notes: readonly ConversionNote[]
} {
  if ((sns === undefined) === (lambda === undefined)) {
    const message = 'Exactly one of SNSConfiguration and LambdaConfiguration is needed.'
    return { channel: {}, role: undefined, notes: [note('NEEDED', 'Action', message)] }
  }
  if (sns !== undefined) {
    return {
      channel: { sns: present({ topic: sns.SnsTopicArn, format: sns.SnsFormat }) },
      role: sns.RoleArn,
      notes: [],
    }
  }
  return { channel: { lambda: { function: lambda!.LambdaArn } }, role: lambda!.RoleArn, notes: [] }
}

function actionOf({ channel, role }: AlertSpec): {
  readonly Action: Action
  readonly notes: readonly ConversionNote[]
} {
  // Without AWS no role is assumed, so a spec may have none; the API always shows one.
  const RoleArn = role ?? ''
  if ('sns' in channel) {
    const { topic, format = 'JSON' } = channel.sns
    return { Action: { SNSConfiguration: { RoleArn, SnsTopicArn: topic, SnsFormat: format } }, notes: [] }
  }
  if ('lambda' in channel) {
    return { Action: { LambdaConfiguration: { RoleArn, LambdaArn: channel.lambda.function } }, notes: [] }
  }
  const [kind = ''] = Object.keys(channel)
  const message = `The channel ${kind} has no counterpart in the API, which knows topics of SNS and functions of Lambda.`
  return { Action: {}, notes: [note('LOST', 'Action', message)] }
}
