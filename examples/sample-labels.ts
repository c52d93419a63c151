import type { BacktestResult, ReportLabel } from 'crowsnest/engine'

/** An event of the sample in one measure, as labels.csv has it. */
export interface SampleLabel extends ReportLabel {
  readonly kind: string
}

type Group = BacktestResult['groups'][number]

/** What was found, beside what happened. */
export interface Comparison {
  /** Each group with the labels that it touches. */
  readonly groups: readonly { readonly group: Group; readonly labels: readonly SampleLabel[] }[]
  /** Labels that lie in the tested time, holidays not counted: nobody can say whether one should be found. */
  readonly expected: readonly SampleLabel[]
  readonly missed: readonly SampleLabel[]
  /** Groups that touch no label. */
  readonly falseGroups: readonly Group[]
}

/**
 * Reads labels.csv of the sample.
 *
 * @param csv - event,kind,measure,start,end and a column for each dimension; times are UTC
 */
export function readLabels(csv: string): readonly SampleLabel[] {
  const [header = '', ...lines] = csv.trim().split('\n')
  const dimensions = header.split(',').slice(5)
  return lines.map((line) => {
    const [name = '', kind = '', measure = '', start = '', end = '', ...values] = line.split(',')
    const slice = dimensions.flatMap((dimension, i) => (values[i] ? [[dimension, values[i]] as const] : []))
    return { name, kind, measure, start: readTime(start), end: readTime(end), slice: Object.fromEntries(slice) }
  })
}

/**
 * Compares groups with labels. A group touches a label when one of its metrics, of the label's measure and place, has an
 * anomalous interval within the label's time.
 */
export function compare({ groups, dimensions, intervals }: BacktestResult, labels: readonly SampleLabel[]): Comparison {
  const compared = groups.map((group) => ({
    group,
    labels: labels.filter((label) => touches(group, label, dimensions)),
  }))
  const expected = labels.filter(
    ({ kind, start, end }) => kind !== 'holiday' && end >= intervals.testedFrom && start <= intervals.testedTo,
  )
  const hit = new Set(compared.flatMap((each) => each.labels))
  return {
    groups: compared,
    expected,
    missed: expected.filter((label) => !hit.has(label)),
    falseGroups: compared.filter((each) => each.labels.length === 0).map(({ group }) => group),
  }
}

function touches(group: Group, label: SampleLabel, dimensions: readonly string[]): boolean {
  return (
    group.measure === label.measure &&
    group.metrics.some(
      ({ series, points }) =>
        dimensions.every((name, i) => label.slice[name] === undefined || label.slice[name] === series[i]) &&
        points.some(({ start }) => start >= label.start && start <= label.end),
    )
  )
}

function readTime(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}
