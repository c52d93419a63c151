import { isDeepStrictEqual } from 'node:util'
import type { DatasetSpec, Finding } from '../../../spec/index.ts'
import type { ConversionNote, Draft, MetricSetParts } from '../../../spec/lookout-metrics/index.ts'
import type { DeclaredDetector } from '../../state/index.ts'
import { invalidFields, type ValidationExceptionField } from '../wire/index.ts'
import { declaredErrors, fieldsOf, type FoundDetector } from './found-detector.ts'

/** Keys of a dataset by the member that they are made of. */
const KEYS: Readonly<Record<keyof MetricSetParts, readonly string[]>> = {
  MetricSource: ['source', 'role'],
  MetricList: ['measures'],
  Offset: ['offset'],
  TimestampColumn: ['timestamp'],
  DimensionList: ['dimensions'],
  DimensionFilterList: ['filters'],
  Timezone: ['timezone'],
  // The detector's interval.
  MetricSetFrequency: [],
}

/**
 * A declared dataset with some members changed; what the API knows nothing of stays.
 *
 * @param before - as declared
 * @param draft - made of all members, the changed ones included
 * @param changes - the members that are given
 */
export function changedDataset(before: unknown, draft: Draft, changes: Partial<MetricSetParts>): Draft {
  const keys = new Set((Object.keys(changes) as (keyof MetricSetParts)[]).flatMap((member) => KEYS[member]))
  // The metrics of CloudWatch say in which namespace they are.
  const { source } = before as Draft
  const moved =
    changes.MetricList !== undefined && !keys.has('source') && typeof source === 'object' && source !== null
      ? inNamespace(source, draft)
      : source
  const kept = Object.entries({ ...(before as Draft), source: moved }).filter(([key]) => !keys.has(key))
  const made = Object.entries(draft).filter(([key]) => keys.has(key))
  return Object.fromEntries([...kept, ...made])
}

/**
 * Refuses a dataset that does not fit its detector, or that alerts of it would not fit any more.
 *
 * @param notes - of its conversion: what is needed and not there is refused, too
 * @returns the dataset, checked
 * @throws {ApiError} ValidationException with a field for each thing that is wrong
 */
export function refuseMisfit(
  { declared }: FoundDetector,
  dataset: Draft,
  notes: readonly ConversionNote[],
): DatasetSpec {
  const needed = notes
    .filter(({ kind }) => kind === 'NEEDED')
    .map(({ member, message }): ValidationExceptionField => ({ Name: member, Message: message }))
  const errors = fieldsOf(declaredErrors({ ...declared, dataset, alerts: [] }))
  // What is needed explains what the check of the spec finds missing because of it.
  const explained = (name: string): boolean =>
    needed.some(
      (field) => name === field.Name || name.startsWith(`${field.Name}.`) || field.Name.startsWith(`${name}.`),
    )
  const fields = [...needed, ...errors.filter(({ Name }) => !explained(Name)), ...misfits(declared, dataset)]
  if (fields.length > 0) throw invalidFields(fields)
  return dataset as unknown as DatasetSpec
}

/** Members of a dataset that decide whether an alert fits, by what is found of one that does not. */
const DECISIVE: Readonly<Record<string, string>> = {
  ALERT_MEASURE_UNKNOWN: 'MetricList',
  ALERT_DIMENSION_UNKNOWN: 'DimensionList',
}

/** What the alerts that are there do not find in a dataset; those that have not fitted before are no reason to refuse it. */
function misfits(declared: DeclaredDetector, dataset: Draft): readonly ValidationExceptionField[] {
  return declared.alerts.flatMap(({ name, alert }) => {
    const missing = (its: unknown): readonly Finding[] =>
      declaredErrors({ ...declared, dataset: its, alerts: [{ name, alert }] }).filter(({ code }) => code in DECISIVE)
    const before = declared.dataset === undefined ? [] : missing(declared.dataset)
    return missing(dataset)
      .filter(({ path }) => !before.some((known) => isDeepStrictEqual(known.path, path)))
      .map(({ code, message, help }) => ({
        Name: DECISIVE[code] ?? '',
        Message: `the alert "${name}" would not fit: ${message} ${help} Change the alert first, or delete it.`,
      }))
  })
}

function inNamespace(source: object, draft: Draft): object {
  const made = draft['source']
  const before = 'cloudwatch' in source ? source.cloudwatch : undefined
  if (typeof before !== 'object' || typeof made !== 'object' || made === null || !('cloudwatch' in made)) return source
  const { namespace } = made.cloudwatch as { readonly namespace?: string }
  return { cloudwatch: { ...before, ...(namespace !== undefined && { namespace }) } }
}
