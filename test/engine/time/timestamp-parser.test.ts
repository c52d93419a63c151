import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileTimestampFormat } from '../../../engine/time/index.ts'
import { wallClock, zoneAndMoment } from './zones.ts'

/** ISO text of what a text means, or null when it does not fit. */
function read(format: string, text: string, zone = 'UTC'): string | null {
  const ms = compileTimestampFormat(format, zone).parseText(text)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

describe('compileTimestampFormat', () => {
  // https://docs.aws.amazon.com/lookoutmetrics/latest/dev/services-s3.html, "Timestamps", read 2025-10-01
  it.each([
    { format: 'yyyy-MM-DD', text: '2021-02-28', iso: '2021-02-28T00:00:00.000Z' },
    { format: 'yyyy-MM-DD HH:mm:ss', text: '2021-02-28 17:45:32', iso: '2021-02-28T17:45:32.000Z' },
    { format: 'yyyy-MM-dd hh:mm:ss a', text: '2021-02-28 05:45:32 pm', iso: '2021-02-28T17:45:32.000Z' },
    { format: 'UNIX', text: '1609488000', iso: '2021-01-01T08:00:00.000Z' },
    { format: 'UNIX', text: '1609488000000', iso: '2021-01-01T08:00:00.000Z' },
    { format: 'UNIX', text: '94694400001', iso: '1973-01-01T00:00:00.001Z' },
    { format: 'UNIX', text: '94694400000', iso: '4970-09-30T00:00:00.000Z' },
  ])("reads $text in the guide's format $format as $iso", ({ format, text, iso }) => {
    expect(read(format, text)).toBe(iso)
  })

  it.each([
    { format: 'yyyy-MM-ddTHH:mm:ss', text: '2021-02-28T17:45:32', iso: '2021-02-28T17:45:32.000Z' },
    { format: "yyyy-MM-dd'T'HH:mm:ss'Z'", text: '2021-02-28T17:45:32Z', iso: '2021-02-28T17:45:32.000Z' },
    { format: 'yyyy-MM-ddTHH:mm:ssX', text: '2021-02-28T17:45:32Z', iso: '2021-02-28T17:45:32.000Z' },
    { format: 'yyyy-MM-ddTHH:mm:ssX', text: '2021-02-28T17:45:32+01', iso: '2021-02-28T16:45:32.000Z' },
    { format: 'yyyy-MM-ddTHH:mm:ssXX', text: '2021-02-28T17:45:32-0530', iso: '2021-02-28T23:15:32.000Z' },
    { format: 'yyyy-MM-ddTHH:mm:ss.SSSXXX', text: '2021-02-28T17:45:32.125+01:00', iso: '2021-02-28T16:45:32.125Z' },
    { format: 'yyyy-MM-dd HH:mm:ss Z', text: '2021-02-28 17:45:32 +0100', iso: '2021-02-28T16:45:32.000Z' },
    { format: 'yyyy-MM-dd HH:mm:ss.SSSSSS', text: '2021-02-28 17:45:32.987654', iso: '2021-02-28T17:45:32.987Z' },
    { format: 'yyyy-MM-dd HH:mm:ss.S', text: '2021-02-28 17:45:32.9', iso: '2021-02-28T17:45:32.900Z' },
    { format: 'd/M/yy H:mm', text: '1/2/21 7:05', iso: '2021-02-01T07:05:00.000Z' },
    { format: 'd/M/yy H:mm', text: '28/12/21 17:05', iso: '2021-12-28T17:05:00.000Z' },
    { format: 'dd MMM yyyy', text: '01 MAR 2021', iso: '2021-03-01T00:00:00.000Z' },
    { format: 'MMMM d, yyyy', text: 'march 1, 2021', iso: '2021-03-01T00:00:00.000Z' },
    { format: 'yyyyMMddHHmmss', text: '20210228174532', iso: '2021-02-28T17:45:32.000Z' },
    { format: 'yyyy-MM-dd h a', text: '2021-02-28 12 AM', iso: '2021-02-28T00:00:00.000Z' },
    { format: 'yyyy-MM-dd h a', text: '2021-02-28 12 Pm', iso: '2021-02-28T12:00:00.000Z' },
    { format: 'yyyy-MM-dd K a', text: '2021-02-28 0 pm', iso: '2021-02-28T12:00:00.000Z' },
    { format: 'yyyy-MM-dd k', text: '2021-02-28 24', iso: '2021-02-28T00:00:00.000Z' },
    { format: 'yyyy年MM月dd日', text: '2021年02月28日', iso: '2021-02-28T00:00:00.000Z' },
    { format: 'yyyy-MM-dd', text: '2024-02-29', iso: '2024-02-29T00:00:00.000Z' },
    { format: 'UNIX', text: '1609488000.125', iso: '2021-01-01T08:00:00.125Z' },
  ])('reads $text as $format', ({ format, text, iso }) => {
    expect(read(format, text)).toBe(iso)
  })

  it.each([
    { format: 'yyyy-MM-dd', text: '2021-02-29', why: 'no leap year' },
    { format: 'yyyy-MM-dd', text: '1900-02-29', why: 'no leap year' },
    { format: 'yyyy-MM-dd', text: '2021-13-01', why: 'month 13' },
    { format: 'yyyy-MM-dd', text: '2021-00-01', why: 'month 0' },
    { format: 'yyyy-MM-dd', text: '2021-04-31', why: 'day 31 of April' },
    { format: 'yyyy-MM-dd', text: '2021-04-00', why: 'day 0' },
    { format: 'yyyy-MM-dd', text: '0000-01-01', why: 'year 0' },
    { format: 'yyyy-MM-dd', text: '2021-2-28', why: 'one digit' },
    { format: 'yyyy-MM-dd', text: '2021-02-28 ', why: 'text behind' },
    { format: 'yyyy-MM-dd', text: ' 2021-02-28', why: 'text before' },
    { format: 'yyyy-MM-dd', text: '', why: 'empty' },
    { format: 'yyyy-MM-dd', text: '2021-02-2', why: 'cut off' },
    { format: 'yyyy-MM-dd HH:mm:ss', text: '2021-02-28 24:00:00', why: 'hour 24' },
    { format: 'yyyy-MM-dd HH:mm:ss', text: '2021-02-28 23:60:00', why: 'minute 60' },
    { format: 'yyyy-MM-dd HH:mm:ss', text: '2021-02-28 23:59:60', why: 'second 60' },
    { format: 'yyyy-MM-dd hh:mm:ss a', text: '2021-02-28 13:00:00 pm', why: 'hour 13 of 12' },
    { format: 'yyyy-MM-dd hh:mm:ss a', text: '2021-02-28 00:00:00 am', why: 'hour 0 of 1 to 12' },
    { format: 'yyyy-MM-dd hh:mm:ss a', text: '2021-02-28 05:00:00 xm', why: 'no marker' },
    { format: 'yyyy-MM-dd HH:mm a', text: '2021-02-28 17:00 am', why: 'hour and marker disagree' },
    { format: 'yyyy-MM-ddTHH:mm:ssXXX', text: '2021-02-28T17:45:32+0100', why: 'no colon' },
    { format: 'yyyy-MM-ddTHH:mm:ssXXX', text: '2021-02-28T17:45:32', why: 'no offset' },
    { format: 'yyyy-MM-ddTHH:mm:ssXXX', text: '2021-02-28T17:45:32+19:00', why: 'offset above 18 hours' },
    { format: 'dd MMM yyyy', text: '01 Mae 2021', why: 'no month' },
    { format: 'UNIX', text: '-1', why: 'sign' },
    { format: 'UNIX', text: '', why: 'empty' },
    { format: 'UNIX', text: '1609488000.', why: 'no digit behind the point' },
    { format: 'UNIX', text: '1e9', why: 'exponent' },
    { format: 'UNIX', text: '1609488000000000', why: 'microseconds' },
    { format: 'UNIX', text: '2021-01-01', why: 'not UNIX time' },
    { format: 'yyyy-MM-dd', text: '２０21-02-28', why: 'digits of another script' },
    { format: 'yyyy-MM-dd', text: 'x'.repeat(300), why: 'very long' },
  ])('takes no guess at "$text" as $format ($why)', ({ format, text }) => {
    expect(read(format, text)).toBeNull()
  })

  it.each([
    { format: 'yyyy-MM-dd hh:mm:ss', code: 'TIMESTAMP_KEY_MISSING', says: 'hh' },
    { format: 'yyyy-MM', code: 'TIMESTAMP_KEY_MISSING', says: 'a day' },
    { format: 'HH:mm', code: 'TIMESTAMP_KEY_MISSING', says: 'a year' },
    { format: 'yyyy-MM-dd mm', code: 'TIMESTAMP_KEY_MISSING', says: 'it has minutes' },
    { format: 'yyyy-MM-dd a', code: 'TIMESTAMP_KEY_MISSING', says: 'an hour' },
    { format: 'yyyy-MM-dd HH:mm SSS', code: 'TIMESTAMP_KEY_MISSING', says: 'seconds' },
    { format: 'YYYY-MM-dd', code: 'TIMESTAMP_KEY_UNKNOWN', says: '"YYYY" is not a key' },
    { format: 'unix', code: 'TIMESTAMP_KEY_UNKNOWN', says: 'UNIX' },
    { format: 'yyyy-DDD', code: 'TIMESTAMP_KEY_UNKNOWN', says: '"DDD"' },
    { format: 'yyyy-MM-dd DD', code: 'TIMESTAMP_KEY_TWICE', says: 'the day twice' },
    { format: 'yyyyMd', code: 'TIMESTAMP_KEYS_TOUCH', says: 'month' },
    { format: "yyyy-MM-dd'T", code: 'QUOTE_NOT_CLOSED_IN_PATTERN', says: 'single quote' },
  ])('refuses the pattern $format with $code', ({ format, code, says }) => {
    expect(() => compileTimestampFormat(format, 'UTC')).toThrow(expect.objectContaining({ code }))
    expect(() => compileTimestampFormat(format, 'UTC')).toThrow(says)
  })

  it('reads any local time in any zone as Temporal does', () => {
    fc.assert(
      fc.property(zoneAndMoment, ({ zone, moment }) => {
        const local = wallClock(Math.floor(moment / 1000) * 1000)
        const text = local.toString({ smallestUnit: 'second' })
        expect(compileTimestampFormat('yyyy-MM-ddTHH:mm:ss', zone).parseText(text)).toBe(
          local.toZonedDateTime(zone).epochMilliseconds,
        )
      }),
      { numRuns: 500 },
    )
  })

  it('gives each text of a list the time that it has alone, whatever came before', () => {
    const texts = fc.array(fc.constantFrom('2021-02-28', '2021-03-01', '2021-02-29', '2021-02-2', 'x'), {
      minLength: 2,
    })
    fc.assert(
      fc.property(texts, (list) => {
        const parser = compileTimestampFormat('yyyy-MM-dd', 'Asia/Tokyo')
        for (const text of list) {
          expect(parser.parseText(text)).toBe(compileTimestampFormat('yyyy-MM-dd', 'Asia/Tokyo').parseText(text))
        }
      }),
    )
  })

  it('reads a slice of bytes and nothing around it', () => {
    const bytes = new TextEncoder().encode('99992021-02-2899')
    const parser = compileTimestampFormat('yyyy-MM-dd', 'UTC')
    expect(parser.parse(bytes, 4, 14)).toBe(Date.UTC(2021, 1, 28))
    expect(parser.parse(bytes, 4, 13)).toBeNaN()
    expect(parser.parse(bytes, 4, 15)).toBeNaN()
  })
})
