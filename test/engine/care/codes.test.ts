import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CareError, type CareProblem } from '../../../engine/care/care-error.ts'
import { stateFinding, type StateFindingCode } from '../../../engine/care/state-finding.ts'

const detector = 'revenue'
const url = 's3://acme/'
const file = 'revenue.tar.zst'
const key = 'state/revenue/x'

const PROBLEMS: { readonly [K in CareProblem['code']]: Extract<CareProblem, { code: K }> } = {
  DETECTOR_NOT_THERE: { code: 'DETECTOR_NOT_THERE', detector, url, known: [] },
  STATE_EMPTY: { code: 'STATE_EMPTY', url },
  NO_VERSIONS: { code: 'NO_VERSIONS', url },
  EXPORT_DAMAGED: { code: 'EXPORT_DAMAGED', detector, key, reason: 'It is missing.' },
  EXPORT_OVERTAKEN: { code: 'EXPORT_OVERTAKEN', detector },
  EXPORT_EXISTS: { code: 'EXPORT_EXISTS', file },
  EXPORT_UNWRITABLE: { code: 'EXPORT_UNWRITABLE', file, reason: 'it is a folder' },
  ARCHIVE_UNREADABLE: { code: 'ARCHIVE_UNREADABLE', file, reason: 'it is a folder' },
  ARCHIVE_INVALID: { code: 'ARCHIVE_INVALID', file, reason: 'its end is missing' },
  ARCHIVE_NEWER: { code: 'ARCHIVE_NEWER', file, version: 2, reads: 1 },
  IMPORT_OCCUPIED: { code: 'IMPORT_OCCUPIED', url, detector, key },
  IMPORT_RUNS_ELSEWHERE: { code: 'IMPORT_RUNS_ELSEWHERE', detector, status: 'ACTIVE', source: url },
}

const FINDINGS: Readonly<Record<StateFindingCode, true>> = {
  OBJECT_MISSING: true,
  OBJECT_CORRUPT: true,
  OBJECT_VERSION_UNKNOWN: true,
  OBJECT_UNEXPECTED: true,
  COMMIT_MISSING: true,
  COMMIT_OUT_OF_ORDER: true,
  RECEIPT_MISSING: true,
  EVENTS_CONTRADICT: true,
  GENERATION_UNKNOWN: true,
  GENERATION_GIVEN_UP: true,
  DETECTOR_UNDECLARED: true,
  DETECTOR_INVALID: true,
  DATASET_MISSING: true,
  ALERT_INVALID: true,
}

describe('the care of a state', () => {
  it.each(Object.values(PROBLEMS))('says what to do about $code', (problem) => {
    const { message } = new CareError(problem)
    expect(message).toMatch(/(Correct|Give|Run|Export again|Use|Upgrade|Import|Stop) .*\[[A-Z_]+\]$/u)
    expect(message).not.toMatch(/undefined|\[object/u)
  })

  it('has every code on its page, findings with their level, and no other', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../../docs/state-care.md'), 'utf8')
    // The command's own, of its options.
    const ofCommand = ['STATE_NOT_THERE']
    const documented = [...docs.matchAll(/^\| `([A-Z_]+)` +\|/gmu)].map(([, code]) => code)
    expect(documented.toSorted()).toEqual([...Object.keys(PROBLEMS), ...Object.keys(FINDINGS), ...ofCommand].toSorted())
    for (const code of Object.keys(FINDINGS) as StateFindingCode[]) {
      const { level } = stateFinding({ code, detector, key, message: '' })
      expect(docs).toMatch(new RegExp(`^\\| \`${code}\` .*\\| ${level}`, 'mu'))
    }
  })
})
