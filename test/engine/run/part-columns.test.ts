import { describe, expect, it } from 'vitest'
import { SHARDS } from '../../../engine/detection/index.ts'
import { columnsOfParts, partsOfColumns } from '../../../engine/run/map/part-columns.ts'

const file = {
  texts: [['x', 'y']],
  codes: Int32Array.of(0, 1),
  sums: Float64Array.of(1.5, 2, 0, 0),
  counts: Uint32Array.of(3, 1, 0, 0),
  records: Uint32Array.of(4, 2),
  incomplete: Uint32Array.of(3, 2),
}
const everything = Array.from({ length: SHARDS }, () => 0)

describe('the sums of files that machines hand on', () => {
  it('are read as they were written', () => {
    const [columns] = columnsOfParts([file, file], 2, everything, 1)
    const own = { ...file, order: Uint32Array.of(0, 1) }
    expect(partsOfColumns(columns!, 2)).toEqual([own, own])
  })

  it('are read where an engine wrote them that did not tell the records of each series', () => {
    const [columns] = columnsOfParts([file], 2, everything, 1)
    const { records: _r, incomplete: _i, ...older } = columns!
    expect(partsOfColumns(older, 2)).toMatchObject([
      { sums: file.sums, records: Uint32Array.of(3, 0), incomplete: Uint32Array.of(0, 0) },
    ])
  })
})
