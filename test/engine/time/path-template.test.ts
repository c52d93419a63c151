import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervalGrid, pathTemplate } from '../../../engine/time/index.ts'
import { zoneAndMoment } from './zones.ts'

const AFTERNOON = Date.UTC(2026, 6, 4, 15, 20, 55)

describe('pathTemplate', () => {
  // https://docs.aws.amazon.com/lookoutmetrics/latest/dev/detectors-dataset-s3.html, "Path template keys", read
  // 2025-10-01; the letters' widths as in Java, whose table it is.
  it.each([
    { key: 'yyyy', path: '2026' },
    { key: 'y', path: '2026' },
    { key: 'yy', path: '26' },
    { key: 'YYYY', path: '2026' },
    { key: 'YY', path: '26' },
    { key: 'MMMM', path: 'July' },
    { key: 'MMM', path: 'Jul' },
    { key: 'MM', path: '07' },
    { key: 'M', path: '7' },
    { key: 'dd', path: '04' },
    { key: 'd', path: '4' },
    { key: 'DD', path: '04' },
    { key: 'a', path: 'PM' },
    { key: 'HH', path: '15' },
    { key: 'kk', path: '15' },
    { key: 'kk a', path: '03 PM' },
    { key: 'hh a', path: '03 PM' },
    { key: 'K a', path: '3 PM' },
    { key: 'mm', path: '20' },
    { key: 'ss', path: '55' },
    { key: 'yyyy-MM-ddTHH', path: '2026-07-04T15' },
    { key: "yyyy'year'", path: '2026year' },
  ])('writes {{$key}} as $path', ({ key, path }) => {
    expect(pathTemplate(`live/{{${key}}}/x`, 'UTC').expand(AFTERNOON)).toBe(`live/${path}/x`)
  })

  it.each([
    { key: 'kk', at: '2026-01-01T00:00:00Z', path: '24' },
    { key: 'kk a', at: '2026-01-01T00:00:00Z', path: '00 AM' },
    { key: 'kk a', at: '2026-01-01T12:00:00Z', path: '00 PM' },
    { key: 'hh a', at: '2026-01-01T00:00:00Z', path: '12 AM' },
    { key: 'HH', at: '2026-01-01T00:00:00Z', path: '00' },
    { key: 'YYYY', at: '2027-01-01T00:00:00Z', path: '2026' },
    { key: 'YYYY', at: '2025-12-29T00:00:00Z', path: '2026' },
  ])('writes {{$key}} at $at as $path', ({ key, at, path }) => {
    expect(pathTemplate(`{{${key}}}`, 'UTC').expand(Date.parse(at))).toBe(path)
  })

  // "Structuring continuous and historical data" and "Example path structure - daily interval" of the same page
  it.each([
    { template: 'continuous/{{yyyyMMdd}}/{{HHmm}}', at: '2020-12-25T15:20:00Z', path: 'continuous/20201225/1520' },
    { template: 'continuous/{{yyyy}}/{{MM}}/{{dd}}', at: '2020-12-01T00:00:00Z', path: 'continuous/2020/12/01' },
  ])("makes $path of the guide's $template", ({ template, at, path }) => {
    expect(pathTemplate(template, 'UTC').expand(Date.parse(at))).toBe(path)
    expect(pathTemplate(template, 'UTC').fixed).toBe('continuous/')
  })

  it('writes the wall clock of the dataset', () => {
    const template = pathTemplate('{{yyyyMMdd}}/{{HHmm}}', 'America/New_York')
    expect(template.expand(Date.parse('2020-12-25T03:20:00Z'))).toBe('20201224/2220')
  })

  it('leaves a path without keys alone', () => {
    const template = pathTemplate('s3://bucket/live/', 'UTC')
    expect([template.expand(0), template.fixed, template.match('s3://bucket/live/x')]).toEqual([
      's3://bucket/live/',
      's3://bucket/live/',
      undefined,
    ])
  })

  it('reads back from a path the moment that the path was made for', () => {
    const template = fc.constantFrom(
      '{{yyyyMMdd}}/{{HHmm}}',
      'a.b/{{yyyy}}/{{MMM}}/{{d}}/{{H}}-{{mm}}',
      'x{{yyyy}}{{MM}}{{dd}}/{{hh}}{{a}}/{{mm}}',
      '{{dd}}-{{MMMM}}-{{yyyy}}/{{kk}}/{{mm}}',
      '{{yyyy}}/{{yyyyMMdd}}T{{KK a}}{{mm}}/',
    )
    fc.assert(
      fc.property(template, zoneAndMoment, (text, { zone, moment }) => {
        const start = intervalGrid('PT10M', zone).start(moment)
        const { expand, match } = pathTemplate(text, zone)
        const again = match(`${expand(start)}/part-0.csv`)
        // The second of two passes of the clock has the path of the first.
        expect(again === start || (again !== undefined && again < start && expand(again) === expand(start))).toBe(true)
      }),
    )
  })

  it('takes two digits of a year for one since 2000', () => {
    expect(pathTemplate('{{yyMMdd}}', 'UTC').match('260704/x')).toBe(Date.UTC(2026, 6, 4))
  })

  it.each(['2026134/0000', '20260230/0000', 'other/20260101/0000', '20260101/2500'])(
    'does not find itself in %s',
    (path) => {
      expect(pathTemplate('{{yyyyMMdd}}/{{HHmm}}', 'UTC').match(path)).toBeUndefined()
    },
  )

  it.each([
    { template: 'a/{{yyyy', code: 'TEMPLATE_BRACES' },
    { template: 'a/{yyyy}', code: 'TEMPLATE_BRACES' },
    { template: 'a/{{yyyy}}}', code: 'TEMPLATE_BRACES' },
    { template: 'a/{{yyyyMMdd}}/{{QQ}}', code: 'TEMPLATE_KEY_UNKNOWN' },
    { template: "a/{{yyyy'x}}", code: 'QUOTE_NOT_CLOSED_IN_PATTERN' },
  ])('refuses $template with $code', ({ template, code }) => {
    expect(() => pathTemplate(template, 'UTC')).toThrow(expect.objectContaining({ code }))
  })
})
