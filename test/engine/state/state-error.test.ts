import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StateError, type StateErrorCode, type StateProblem } from '../../../engine/state/index.ts'

const url = 's3://acme/'
const key = 'state/a/b'
const PROBLEMS: { readonly [C in StateErrorCode]: Extract<StateProblem, { code: C }> } = {
  STORE_URL_INVALID: { code: 'STORE_URL_INVALID', url: 'ftp://x', reason: 'ftp: is not supported' },
  STORE_NO_HARD_LINKS: { code: 'STORE_NO_HARD_LINKS', url },
  STORE_NOT_WRITABLE: { code: 'STORE_NOT_WRITABLE', url, reason: 'EACCES' },
  STORE_DENIED: { code: 'STORE_DENIED', url, key, operation: 'AccessDenied' },
  STORE_BUCKET_MISSING: { code: 'STORE_BUCKET_MISSING', url },
  STORE_BUSY: { code: 'STORE_BUSY', url, key },
  STORE_FAILED: { code: 'STORE_FAILED', url, key, reason: 'ENOSPC' },
  KEY_INVALID: { code: 'KEY_INVALID', key: '', reason: 'it has an empty part' },
  OBJECT_MISSING: { code: 'OBJECT_MISSING', url, key },
  OBJECT_CORRUPT: { code: 'OBJECT_CORRUPT', url, key, reason: 'it is not JSON' },
  OBJECT_VERSION_UNKNOWN: { code: 'OBJECT_VERSION_UNKNOWN', url, key, version: 3, reads: 2 },
  COMMIT_OUT_OF_ORDER: { code: 'COMMIT_OUT_OF_ORDER', got: { sequence: 3, end: 0 }, after: null },
  TRANSITION_FORBIDDEN: { code: 'TRANSITION_FORBIDDEN', event: 'LEARNED', status: 'INACTIVE', allowed: ['LEARNING'] },
}

describe('StateError', () => {
  it.each(Object.values(PROBLEMS))('$code says what to do, and its code', (problem) => {
    const { message, code } = new StateError(problem)
    expect(code).toBe(problem.code)
    expect(message).toMatch(/(Use|Upgrade|Change|Allow|Create|Run|Restore|Read|possible in) .*\[[A-Z_]+\]$/)
    expect(message).not.toMatch(/undefined|\[object/)
  })

  it('has every code in docs/state.md, and no other', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../../docs/state.md'), 'utf8')
    const documented = [...docs.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code)
    expect(documented.toSorted()).toEqual(Object.keys(PROBLEMS).toSorted())
  })
})
