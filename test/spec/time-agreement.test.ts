import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileTimestampFormat, pathTemplate, zoneClock } from '../../engine/time/index.ts'
import { checkSpec } from '../../spec/index.ts'
import { sampleSpec } from './sample-spec.ts'

/** What the check has against a place of the sample: error codes that begin with a prefix. */
function errors(changes: Readonly<Record<string, unknown>>, prefix: string): readonly string[] {
  return checkSpec(sampleSpec({ interval: 'P1D', ...changes }))
    .findings.filter(({ code, level }) => level === 'error' && code.startsWith(prefix))
    .map(({ code }) => code)
}

function accepts(use: () => unknown): boolean {
  try {
    use()
    return true
  } catch {
    return false
  }
}

const KEYS = [
  'yyyy',
  'yy',
  'y',
  'YYYY',
  'M',
  'MM',
  'MMM',
  'MMMM',
  'd',
  'dd',
  'DD',
  'H',
  'HH',
  'hh',
  'k',
  'K',
  'a',
  'aa',
  'm',
  'mm',
]
const MORE_KEYS = ['s', 'ss', 'SSS', 'X', 'XXX', 'Z', 'T', 'Q', 'x', "'at'", "''", "'", '-', '/', ' ', ':', '.', 'é']
const piece = fc.constantFrom(...KEYS, ...MORE_KEYS)

describe('the check and the engine agree', () => {
  it('on timestamp formats', () => {
    const date = fc.constantFrom('yyyy-MM-dd', 'yyyyMMdd', '')
    fc.assert(
      fc.property(date, fc.array(piece, { maxLength: 8 }), (start, pieces) => {
        const format = `${start} ${pieces.join('')}`
        const found = errors({ 'dataset.timestamp.format': format }, 'TIMESTAMP_')
        expect(found.length === 0, `${format} ${found.join()}`).toBe(
          accepts(() => compileTimestampFormat(format, 'UTC')),
        )
      }),
      { numRuns: 400 },
    )
  })

  it('on path templates: what the check lets pass, the engine can use; what the engine refuses, the check reports', () => {
    const part = fc.oneof(piece, fc.constantFrom('{{yyyy}}', '{{MMdd}}', '{{HH}}', '{{', '}}', '{', '}'))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const template = `./${parts.join('')}`
        const found = errors({ 'dataset.source.folder.continuous': template }, 'TEMPLATE_')
        const usable = accepts(() => pathTemplate(template, 'UTC').expand(0))
        if (found.length === 0) expect(usable, template).toBe(true)
        if (!usable) expect(found, template).not.toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('on time zones: the engine has a clock for each that the check lets pass', () => {
    const zones = fc.constantFrom(
      ...Intl.supportedValuesOf('timeZone'),
      'UTC',
      'GMT',
      'EST',
      'Asia/Calcutta',
      'Etc/GMT+2',
    )
    fc.assert(
      fc.property(zones, (zone) => {
        expect(errors({ 'dataset.timezone': zone }, 'TIMEZONE_')).toEqual([])
        expect(accepts(() => zoneClock(zone).offsetAt(0))).toBe(true)
      }),
    )
  })
})
