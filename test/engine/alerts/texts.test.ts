import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longText } from '../../../engine/alerts/long-text.ts'
import { plainText, readableNumber } from '../../../engine/alerts/plain-text.ts'
import { shortText, SMS_LENGTH } from '../../../engine/alerts/short-text.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { alert, context, group, metric } from './fixture.ts'

const fired = {
  arn: 'arn:aws:lookoutmetrics:eu-west-1:111122223333:Alert:a:event/g',
  alert,
  group,
  metrics: group.metrics,
}
const known = metric(['mobile', 'uk'], 100, [90, 0, 0, 0])
const newMetric = { ...known, points: known.points.map((point) => ({ ...point, learning: true as const })) }

describe('longText', () => {
  it('says what is affected, since when, how far from what was expected, and where to look', () => {
    const text = longText(fired, context)
    for (const part of [
      'revenue is anomalous: severity 83.33 of 100, alert threshold 70.',
      'Pages the revenue team',
      'Interval:  2026-03-02 11:00 UTC',
      'Since:     2026-03-02 10:00 UTC',
      'platform: mobile 68 %, pc 32 %',
      '335, expected 1180.12 (980 to 1380); 68 % of the deviation',
      `http://127.0.0.1:4747/detectors/shop/anomalies/${group.id}`,
      fired.arn,
    ]) {
      expect(text).toContain(part)
    }
  })

  it('counts what it does not list', () => {
    const metrics = Array.from({ length: 25 }, (_, index) => metric([`p${index}`, 'uk'], 4, [1, 2, 1, 3]))
    const text = longText({ ...fired, group: { ...group, metrics, metricCount: 40 }, metrics }, context)
    expect(text).toContain('25 metrics that the alert is about, 15 more in the anomaly')
    expect(text).toContain('  and 15 more\n')
  })

  it('says of a missing value that there is no data', () => {
    const text = longText({ ...fired, metrics: [metric(['mobile', 'uk'], 100, [null, 120, 100, 140])] }, context)
    expect(text).toContain('    no data, expected 120 (100 to 140); 100 % of the deviation\n')
  })

  it('says of a metric that is new that it is', () => {
    const text = longText({ ...fired, metrics: [newMetric] }, context)
    expect(text).toContain('    90, a new metric; 100 % of the deviation\n')
  })

  it('says what explains it and which measures may have caused it, where that is known, and at most five of each', () => {
    expect(longText(fired, context)).not.toMatch(/explains|Causes/u)
    const slices = Array.from({ length: 7 }, (_, k) => {
      return { values: [null, `uk\n${k}`], metrics: 2, change: -0.31, share: 0.1 }
    })
    const visits = { measure: 'visits', percent: 74, lagIntervals: 2, anomalous: true }
    const causes = { causes: [visits], effects: [], movesTogether: [], unknownPercent: 26 }
    const text = longText({ ...fired, group: { ...group, slices, causes } }, context)
    expect(text).toContain(
      String.raw`  marketplace uk\n4: -31 % (2 metrics, 10 % of what is explained)` + '\n  and 2 more\n',
    )
    expect(text).toContain(
      'Causes and effects, as far as the measures tell:\n' +
        '  visits may cause it: 74 % (2 intervals before, anomalous itself)\n  unknown: 26 %\n',
    )
  })

  it('gives the offset where the zone is not UTC', () => {
    const text = longText(fired, { ...context, grid: intervalGrid('PT1H', 'America/New_York') })
    expect(text).toContain('Interval:  2026-03-02 06:00 -05:00 (America/New_York)')
  })

  it('keeps its lines whatever the values hold', () => {
    const lines = longText(fired, context).split('\n').length
    const evil = 'uk\nSubject: x\r\n\u2028\u202E\u001B[2J'
    const metrics = group.metrics.map((one) => ({ ...one, series: [evil, evil] }))
    const contributions = group.contributions.map((one) => ({ ...one, values: [{ value: evil, percent: 100 }] }))
    const text = longText({ ...fired, group: { ...group, metrics, contributions }, metrics }, context)
    expect(text.split(/[\n\r\u2028]/)).toHaveLength(lines)
    expect(text).not.toMatch(/\p{Cf}|\p{Cc}(?<!\n)/u)
  })
})

describe('shortText', () => {
  it('says of a missing value that there is no data', () => {
    const metrics = [metric(['mobile', 'uk'], 100, [90, 120, 100, 140], [null, 125, 100, 140])]
    expect(shortText({ ...fired, metrics }, context, Infinity)).toContain('. mobile/uk no data, expected 125. ')
  })

  it('says of a metric that is new that it is', () => {
    expect(shortText({ ...fired, metrics: [newMetric] }, context, Infinity)).toContain('. mobile/uk 90, new. ')
  })

  it('is one line for a text message', () => {
    expect(shortText(fired, context, SMS_LENGTH)).toBe(
      `revenue-oncall: revenue severity 83.33, 2026-03-02 11:00Z. http://127.0.0.1:4747/detectors/shop/anomalies/${group.id}`,
    )
  })

  it('has the metric that deviates most and the number of others where there is room', () => {
    expect(shortText(fired, context, Infinity)).toBe(
      `revenue-oncall: revenue severity 83.33, 2026-03-02 11:00Z. mobile/uk 335, expected 1180.12 and 1 more. ` +
        `http://127.0.0.1:4747/detectors/shop/anomalies/${group.id}`,
    )
  })

  it('leaves out a link that is too long rather than what happened', () => {
    const long = { ...context, consoleUrl: () => `https://example.com/${'x'.repeat(120)}` }
    expect(shortText(fired, long, SMS_LENGTH)).toBe(
      'revenue-oncall: revenue severity 83.33, 2026-03-02 11:00Z. mobile/uk 335, expected 1180.12 and 1 more',
    )
  })

  it('fits a text message, one line, whatever the names', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/)
    fc.assert(
      fc.property(name, name, fc.string({ unit: 'binary' }), fc.webUrl(), (alertName, measure, value, url) => {
        const metrics = [metric([value, value], 100, [1, 2, 1, 3])]
        const text = shortText(
          { ...fired, alert: { ...alert, name: alertName }, group: { ...group, measure }, metrics },
          { ...context, consoleUrl: () => url },
          SMS_LENGTH,
        )
        expect(text.length + (text.match(/[\^{}\\[\]~|€]/g)?.length ?? 0)).toBeLessThanOrEqual(SMS_LENGTH)
        expect(text).not.toMatch(/\p{Cc}/u)
        expect(text).toContain('severity 83.33, 2026-03-02 11:00Z')
      }),
      { seed: 6, numRuns: 300 },
    )
  })
})

describe('plainText', () => {
  it.each([
    { text: 'Türkiye 東京', shown: 'Türkiye 東京' },
    { text: 'a\nb\tc', shown: String.raw`a\nb\tc` },
    { text: 'a\u001b[31mb', shown: String.raw`a\u{1b}[31mb` },
    { text: 'a\u2028b\u202eb\u0000', shown: String.raw`a\u{2028}b\u{202e}b\u{0}` },
    { text: 'x'.repeat(81), shown: `${'x'.repeat(77)}...` },
    { text: `${'x'.repeat(76)}😀😀😀`, shown: `${'x'.repeat(76)}...` }, // a half emoji is none
  ])('shows $text as $shown', ({ text, shown }) => {
    expect(plainText(text)).toBe(shown)
  })
})

describe('readableNumber', () => {
  it.each([
    { value: 1180.123456, text: '1180.12' },
    { value: 721501.084, text: '721501' },
    { value: 999999.7, text: '1000000' },
    { value: 123456789.5, text: '123456790' },
    { value: 0.1 + 0.2, text: '0.3' },
    { value: -0.000123456789, text: '-0.000123457' },
    { value: 0, text: '0' },
    { value: 1e15, text: '1000000000000000' },
  ])('shows $value as $text', ({ value, text }) => {
    expect(readableNumber(value)).toBe(text)
  })
})
