import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Point } from './measured.ts'

/** Adds a point to those that were measured before, instead of one of the same size: sizes can be measured one by one. */
export function keepPoint(file: string, point: Point): readonly Point[] {
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Point[]) : []
  const points = [...before.filter(({ metrics }) => metrics !== point.metrics), point].toSorted(
    (a, b) => a.metrics - b.metrics,
  )
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(points))
  return points
}
