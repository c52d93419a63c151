import { describe, expect, it } from 'vitest'
import { filesByRun, prefixesOf } from '../../../../engine/sources/appflow/delivered-files.ts'
import type { FlowLayout, FlowRun } from '../../../../engine/sources/appflow/flow.ts'
import type { StoredFile } from '../../../../engine/sources/file-store.ts'

const PLAIN: FlowLayout = {
  folder: 'sales/crm/',
  hasRunId: false,
  hasSchemaVersion: false,
  pathTime: null,
  nameTime: null,
}

function run(id: string, from: string, to: string | null): FlowRun {
  const startedAt = Date.parse(`2026-07-04T${from}Z`)
  const endedAt = to === null ? Infinity : Date.parse(`2026-07-04T${to}Z`)
  return { id, state: 'DONE', startedAt, endedAt, pulled: { start: null, end: null }, wrote: true, message: null }
}

const FIRST = run('5a1f7c3e-0000-4000-8000-000000000001', '10:00:00.000', '10:04:00.000')
const SECOND = run('5a1f7c3e-0000-4000-8000-000000000002', '11:00:00.900', '11:04:00.000')

/** Which of the two runs wrote a file; null: neither. */
function ownerOf(layout: Partial<FlowLayout>, path: string, modified?: string): 1 | 2 | null {
  const file: StoredFile = {
    kind: 'file',
    key: `sales/crm/${path}`,
    size: 1,
    ...(modified !== undefined && { modified: Date.parse(`2026-07-04T${modified}Z`) }),
  }
  const owner = filesByRun({ ...PLAIN, ...layout }, [file], [FIRST, SECOND]).get(file)
  return owner === undefined ? null : owner === FIRST ? 1 : 2
}

describe('filesByRun', () => {
  it.each([
    { by: 'the id of the run as a folder', path: `${SECOND.id}/part-0`, owner: 2 },
    { by: 'the id below a date', path: `2026/07/04/${FIRST.id}/part-0`, owner: 1 },
    { by: 'the id in the name', path: `${SECOND.id}-2026-07-04T11:00:00`, owner: 2 },
    { by: 'the id although it was written later', path: `${FIRST.id}/part-0`, modified: '11:01:00', owner: 1 },
  ])('tells a run by $by', ({ path, modified, owner }) => {
    expect(ownerOf({ hasRunId: true }, path, modified)).toBe(owner)
    expect(ownerOf({}, path, modified)).toBe(owner)
  })

  it('does not guess where the id of the run belongs into the path', () => {
    expect(ownerOf({ hasRunId: true }, 'something-else/part-0', '10:01:00')).toBeNull()
    expect(ownerOf({ hasRunId: true }, '5a1f7c3e-0000-4000-8000-000000000009/part-0', '10:01:00')).toBeNull()
  })

  it.each([
    { layout: { pathTime: 'HOUR' }, path: '2026/07/04/11/part-0', owner: 2 },
    { layout: { pathTime: 'MINUTE' }, path: 'schemaVersion_1/2026/07/04/10/02/part-0', owner: 1 },
    { layout: { pathTime: 'MINUTE' }, path: '2026/07/04/10/30/part-0', owner: null },
    { layout: { nameTime: 'MINUTE' }, path: '2026-07-04T11:03-part', owner: 2 },
    { layout: { nameTime: 'HOUR' }, path: '2026070410part', owner: 1 },
  ] as const)('tells a run by the time in $path', ({ layout, path, owner }) => {
    expect(ownerOf(layout, path)).toBe(owner)
  })

  it.each([
    { at: '10:01:00', owner: 1 },
    { at: '11:00:00', owner: 2, note: 'S3 cuts fractions of seconds off' },
    { at: '10:04:30', owner: 1, note: 'the clock of S3 may be ahead' },
    { at: '10:30:00', owner: null },
    { at: '09:59:00', owner: null },
  ])('tells a run by when the object was written: $at', ({ at, owner }) => {
    expect(ownerOf({}, 'part-0', at)).toBe(owner)
    expect(ownerOf({ pathTime: 'DAY' }, '2026/07/04/part-0', at)).toBe(owner)
  })
})

describe('prefixesOf', () => {
  it('lists what the names of the flow let it, and else the whole folder', () => {
    const runs = [FIRST, SECOND]
    expect(prefixesOf(PLAIN, runs)).toEqual(['sales/crm/'])
    expect(prefixesOf({ ...PLAIN, hasRunId: true }, runs)).toEqual([
      `sales/crm/${FIRST.id}/`,
      `sales/crm/${SECOND.id}/`,
    ])
    expect(prefixesOf({ ...PLAIN, pathTime: 'HOUR' }, runs)).toEqual(['sales/crm/2026/07/04/'])
    expect(prefixesOf({ ...PLAIN, pathTime: 'MONTH' }, runs)).toEqual(['sales/crm/'])
    expect(prefixesOf({ ...PLAIN, pathTime: 'HOUR', hasRunId: true }, runs)).toEqual(['sales/crm/'])
    expect(prefixesOf({ ...PLAIN, pathTime: 'HOUR' }, [run('x', '10:00:00', null)])).toEqual(['sales/crm/'])
  })

  it('lists both days of a run over midnight', () => {
    const over = {
      ...FIRST,
      startedAt: Date.parse('2026-07-04T23:59:00Z'),
      endedAt: Date.parse('2026-07-05T00:01:00Z'),
    }
    expect(prefixesOf({ ...PLAIN, pathTime: 'DAY' }, [over])).toEqual([
      'sales/crm/2026/07/04/',
      'sales/crm/2026/07/05/',
    ])
  })
})
