import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guessTimestamp } from '../../../../engine/sources/inspect/timestamp-guess.ts'

describe('guessTimestamp', () => {
  it.each([
    { format: 'yyyy-MM-dd', values: ['2026-07-04', '2026-07-05'] },
    { format: 'yyyy-MM-dd HH:mm:ss', values: ['2026-07-04 15:20:00', '2026-07-04 16:20:00'] },
    { format: 'yyyy-MM-ddTHH:mm:ssXXX', values: ['2026-07-04T15:20:00Z', '2026-07-04T16:20:00Z'] },
    { format: 'yyyy-MM-ddTHH:mm:ss.SSSXXX', values: ['2026-07-04T15:20:00.123+02:00'] },
    { format: 'yyyy-MM-dd HH:mm:ssXX', values: ['2026-07-04 15:20:00+0200'] },
    { format: 'yyyy-MM-dd HH:mm:ss.SSSSSS', values: ['2026-07-04 15:20:00.123456'] },
    { format: 'yyyy-MM-dd hh:mm:ss a', values: ['2026-07-04 03:20:00 pm', '2026-07-04 12:20:00 am'] },
    { format: 'M/d/yyyy h:mm a', values: ['7/4/2026 3:20 PM', '12/31/2026 11:20 AM'] },
    { format: 'yyyy/M/d H:mm', values: ['2026/7/4 5:20', '2026/12/24 15:20'] },
    { format: 'yyyyMMdd', values: ['20260704', '20260705'] },
    { format: 'yyyyMMddHH', values: ['2026070415', '2026070416'] },
    { format: 'yyyyMMddTHHmmss', values: ['20260704T152000'] },
    { format: 'UNIX', values: ['1783178400', '1783182000'] },
    { format: 'UNIX', values: ['1783178400123', '1783182000456'] },
    { format: 'dd MMM yyyy', values: ['04 Jul 2026', '31 Dec 2026'] },
    { format: 'MMMM dd, yyyy', values: ['January 04, 2026', 'March 14, 2026'] },
    { format: 'dd.MM.yyyy HH:mm', values: ['31.12.2026 15:20'] },
    { format: 'yyyy-MM-dd', values: ['1959-01-01', '1959-01-02'] },
  ])('finds $format in $values', ({ format, values }) => {
    expect(guessTimestamp(values)).toMatchObject({ format, otherwise: null })
  })

  it.each([
    { values: ['a', 'b'] },
    { values: ['1', '2', '3'] },
    { values: ['2026-13-45'] },
    { values: ['0.5', '17'] },
    { values: ['99999999'] },
    { values: [] },
  ])('finds nothing in $values', ({ values }) => {
    expect(guessTimestamp(values)).toBeNull()
  })

  it.each([
    { what: 'of nine digits', values: ['398044800', '398131200'], first: Date.UTC(1982, 7, 13) },
    { what: 'that are dates of long ago', values: ['19820813', '19820814'], first: Date.UTC(1982, 7, 13) },
  ])('takes numbers $what for times only where somebody said that they are times', ({ values, first }) => {
    expect(guessTimestamp(values)).toBeNull()
    expect(guessTimestamp(values, { areTimes: true })?.moments).toEqual([first, first + 86_400_000])
  })

  it('takes numbered rows for no times, whoever says so', () => {
    expect(guessTimestamp(['1', '2', '3'], { areTimes: true })).toBeNull()
  })

  it('takes numbers with a fraction for UNIX time only from 1990 on, unless somebody said that they are times', () => {
    expect(guessTimestamp(['700000000.25', '700003600.25'])?.format).toBe('UNIX')
    expect(guessTimestamp(['600000000.25', '600003600.25'])).toBeNull()
    expect(guessTimestamp(['600000000.25', '600003600.25'], { areTimes: true })?.format).toBe('UNIX')
  })

  it('says that day and month may be the other way round, and takes the order that runs on', () => {
    const days = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'))
    expect(guessTimestamp(days.map((day) => `03/${day}/2026`))).toMatchObject({
      format: 'MM/dd/yyyy',
      otherwise: 'dd/MM/yyyy',
    })
    expect(guessTimestamp(days.map((day) => `${day}/03/2026`))).toMatchObject({
      format: 'dd/MM/yyyy',
      otherwise: 'MM/dd/yyyy',
    })
  })

  it('is not misled by a few bad values', () => {
    const values = Array.from({ length: 100 }, (_, index) => `2026-07-04 15:${String(index % 60).padStart(2, '0')}:00`)
    expect(guessTimestamp([...values, 'total'])?.format).toBe('yyyy-MM-dd HH:mm:ss')
    expect(guessTimestamp([...values, ...values.map(() => 'total')])).toBeNull()
  })

  it('is not misled by a date that stands for never, nor by numbers that are times but for one', () => {
    const days = Array.from({ length: 99 }, (_, index) => new Date(Date.UTC(2026, 0, 1 + index)))
    const dates = days.map((day) => day.toISOString().slice(0, 10))
    expect(guessTimestamp([...dates, '9999-12-31'])).toMatchObject({ format: 'yyyy-MM-dd', moments: days.map(Number) })
    expect(guessTimestamp([...days.map((day) => String(day.getTime())), '9999999999999'])).toBeNull()
  })

  it('reads every time of a column as it was written', () => {
    const moments = fc.array(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
      {
        minLength: 1,
      },
    )
    fc.assert(
      fc.property(moments, (dates) => {
        const values = dates.map((date) => date.toISOString())
        expect(guessTimestamp(values)?.moments).toEqual(dates.map((date) => date.getTime()))
      }),
    )
  })
})
