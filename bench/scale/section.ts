import { markdownTable } from '../write-section.ts'
import type { Point } from './measured.ts'

const STEPS = ['restore', 'read', 'judge', 'save', 'commit'] as const

/** The curve as it stands in the documentation: of each size the fastest interval and the slowest. */
export function scaleSection(points: readonly Point[]): string {
  const head = [
    'metrics:',
    'records:',
    'MiB read:',
    'cpu s:',
    'wall s:',
    ...STEPS.map((step) => `${step}:`),
    'peak MB:',
    'state MiB:',
  ]
  return markdownTable(
    [...head, 'chunks:', 'points MiB:'],
    points.map(({ metrics, records, bytes, steps }) => [
      metrics.toLocaleString('en-US'),
      records.toLocaleString('en-US'),
      mebibytes(bytes),
      range(steps.map(({ cpuSeconds }) => cpuSeconds)),
      range(steps.map(({ seconds }) => seconds)),
      ...STEPS.map((step) => range(steps.map(({ timings }) => (timings[step] ?? 0) / 1000))),
      Math.max(...steps.map(({ megabytes }) => Math.round(megabytes))).toLocaleString('en-US'),
      mebibytes(Math.max(...steps.map(({ stateBytes }) => stateBytes))),
      String(Math.max(...steps.map(({ chunks }) => chunks))),
      mebibytes(Math.max(...steps.map(({ pointsBytes }) => pointsBytes))),
    ]),
  )
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) =>
    value < 10 ? value.toFixed(value < 1 ? 2 : 1) : value.toFixed(0),
  )
  return least === most ? least! : `${least}–${most}`
}

function mebibytes(bytes: number): string {
  const size = bytes / 2 ** 20
  return size < 10 ? size.toFixed(1) : Math.round(size).toLocaleString('en-US')
}
