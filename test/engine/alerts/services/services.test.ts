import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEVERITY_LEVELS } from '../../../../engine/console/severity-level.ts'
import { alertSummary } from '../../../../engine/alerts/services/alert-summary.ts'
import { datadogEvent } from '../../../../engine/alerts/services/datadog.ts'
import {
  NotifierError,
  readAlert,
  readServiceSecret,
  serviceRequest,
} from '../../../../engine/alerts/services/index.ts'
import { pagerDutyEvent } from '../../../../engine/alerts/services/pagerduty.ts'
import { serviceSeverity } from '../../../../engine/alerts/services/service-severity.ts'
import { slackMessage } from '../../../../engine/alerts/services/slack.ts'
import { webhookHeaders, webhookSignature } from '../../../../engine/alerts/services/webhook.ts'
import { intervalGrid } from '../../../../engine/time/index.ts'
import type { NotifierService, NotifierSettings } from '../../../../spec/index.ts'
import { context, group, metric } from '../fixture.ts'
import { sampleAlert } from './sample-alert.ts'

const HOUR = 3_600_000
const NOON = Date.UTC(2026, 2, 2, 12)
const EVENT = sampleAlert().alertEventId
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:crowsnest/hook-a1B2c3'

describe('readAlert', () => {
  it('takes every message that the engine writes', () => {
    expect(readAlert(sampleAlert())).toEqual(sampleAlert())
    expect(readAlert(sampleAlert({ contributions: [], metrics: [], metricCount: 3 }))).toMatchObject({
      impactedMetric: { relevantTimeSeriesOmitted: 3 },
    })
  })

  it.each([
    [null, 'The event', 'an object'],
    [[], 'The event', 'an object'],
    [{ ...sampleAlert(), anomalyScore: '83' }, 'anomalyScore', 'a number'],
    [{ ...sampleAlert(), alertEventId: '' }, 'alertEventId', 'a text'],
    [{ ...sampleAlert(), alertName: undefined }, 'alertName', 'a text'],
    [{ ...sampleAlert(), alertDescription: 7 }, 'alertDescription', 'a text'],
    [{ ...sampleAlert(), impactedMetric: null }, 'impactedMetric', 'an object'],
    [withMetric({ metricName: 1 }), 'impactedMetric.metricName', 'a text'],
    [withMetric({ relevantTimeSeries: {} }), 'impactedMetric.relevantTimeSeries', 'a list'],
    [withMetric({ relevantTimeSeries: [7] }), 'impactedMetric.relevantTimeSeries[0]', 'an object'],
    [
      withMetric({ relevantTimeSeries: [{ metricValue: '335', dimensions: [] }] }),
      'impactedMetric.relevantTimeSeries[0].metricValue',
      'a number',
    ],
    [
      withMetric({ relevantTimeSeries: [{ metricValue: null, expectedValue: null, dimensions: [] }] }),
      'impactedMetric.relevantTimeSeries[0].expectedValue',
      'a number',
    ],
    [
      withMetric({ relevantTimeSeries: [{ metricValue: 1, dimensions: [{ dimensionName: 'a' }] }] }),
      'impactedMetric.relevantTimeSeries[0].dimensions[0].dimensionValue',
      'a text',
    ],
    [withMetric({ relevantTimeSeriesOmitted: '1' }), 'impactedMetric.relevantTimeSeriesOmitted', 'a number'],
    [
      withMetric({ dimensionContribution: [{ dimensionName: 'a', dimensionValueContributions: [{}] }] }),
      'impactedMetric.dimensionContribution[0].dimensionValueContributions[0].dimensionValue',
      'a text',
    ],
  ])('refuses %j, naming %s', (event, path, expected) => {
    expect(() => readAlert(event)).toThrow(
      expect.objectContaining({ code: 'ALERT_UNREADABLE', failure: { code: 'ALERT_UNREADABLE', path, expected } }),
    )
  })

  it('refuses anything else with a code of its own and never with another error', () => {
    fc.assert(
      fc.property(fc.anything(), (event) => {
        try {
          readAlert(event)
        } catch (error) {
          expect(error).toBeInstanceOf(NotifierError)
        }
      }),
    )
  })
})

describe('alertSummary', () => {
  it('says when it was in the words of people, and as a moment', () => {
    const newYork = { ...context, grid: intervalGrid('PT1H', 'America/New_York') }
    expect(alertSummary(sampleAlert())).toMatchObject({
      interval: '2026-03-02 11:00 UTC',
      at: Date.UTC(2026, 2, 2, 11),
    })
    expect(alertSummary(sampleAlert({}, newYork))).toMatchObject({
      interval: '2026-03-02 06:00 -05:00 (America/New_York)',
      at: Date.UTC(2026, 2, 2, 11),
    })
    expect(alertSummary({ ...sampleAlert(), timestamp: 'yesterday' })).toMatchObject({
      interval: 'yesterday',
      at: null,
    })
  })

  it('lists ten metrics and counts the others, also those that the message left out', () => {
    const metrics = Array.from({ length: 12 }, (_, i) => metric([`p${i}`, 'uk'], 1, [i, 0, 0, 0]))
    const summary = alertSummary(sampleAlert({ metrics, metricCount: 20 }))
    expect(summary.affected).toBe('20 metrics')
    expect(summary.series).toHaveLength(10)
    expect(summary.series[3]).toBe('marketplace uk, platform p3: 3')
    expect(summary.others).toBe(10)
  })

  it('says of a missing value that there is no data, in what every service shows', () => {
    const metrics = [metric(['p0', 'uk'], 100, [null, 120.5, 100, 140])]
    const summary = alertSummary(readAlert(sampleAlert({ metrics, metricCount: 1 })))
    expect(summary.series).toEqual(['marketplace uk, platform p0: no data, expected 120.5'])
    for (const sent of [slackMessage(summary), pagerDutyEvent(summary, 'key'), datadogEvent(summary, {}, NOON)]) {
      expect(JSON.stringify(sent)).toContain('no data, expected 120.5')
    }
  })

  it('links pages of the web and nothing else', () => {
    expect(link('https://example.com/#/groups/1')).toBe('https://example.com/#/groups/1')
    expect(['', 'javascript:alert(1)', 'slack://open', 'not a page'].map(link)).toEqual([null, null, null, null])
  })
})

describe('serviceSeverity', () => {
  it('has the levels of the review page in the words of PagerDuty', () => {
    const words = { critical: 'critical', high: 'error', medium: 'warning', low: 'info' }
    for (const { level, from } of SEVERITY_LEVELS) expect(serviceSeverity(from)).toBe(words[level])
    expect([100, 90, 89.99, 70, 69.99, 50, 49.99, 0].map(serviceSeverity)).toEqual([
      'critical',
      'critical',
      'error',
      'error',
      'warning',
      'warning',
      'info',
      'info',
    ])
  })
})

describe('slackMessage', () => {
  // https://docs.slack.dev/reference/block-kit/blocks: types and fields; the texts are ours.
  it('shows an alert in blocks, with a text for notifications', () => {
    expect(slackMessage(alertSummary(sampleAlert()))).toEqual({
      text: 'revenue-oncall: revenue is anomalous: severity 83.33 of 100, 2026-03-02 11:00 UTC',
      blocks: [
        {
          type: 'header',
          text: { type: 'plain_text', text: 'revenue is anomalous: severity 83.33 of 100', emoji: false },
        },
        { type: 'section', text: mrkdwn('Pages the revenue team') },
        {
          type: 'section',
          fields: [
            mrkdwn('*Detector*\nshop'),
            mrkdwn('*Alert*\nrevenue-oncall'),
            mrkdwn('*Interval*\n2026-03-02 11:00 UTC'),
            mrkdwn('*Severity*\n83.33 (error)'),
            mrkdwn('*Affected*\n2 metrics'),
          ],
        },
        {
          type: 'section',
          text: mrkdwn('*Where it deviates*\n• marketplace: uk 100 %\n• platform: mobile 68 %, pc 32 %'),
        },
        {
          type: 'section',
          text: mrkdwn(
            '*Metrics, the greatest deviation first*\n• marketplace uk, platform mobile: 335\n• marketplace uk, platform pc: 2650',
          ),
        },
        {
          type: 'context',
          elements: [
            mrkdwn('<http://127.0.0.1:4747/detectors/shop/anomalies/0f0f0f0f-1e1e-8d2d-9c3c-4b4b4b4b4b4b|Look at it>'),
            { type: 'plain_text', text: EVENT, emoji: false },
          ],
        },
      ],
    })
  })

  it.each([
    ['here', '<!here>'],
    ['channel', '<!channel>'],
    ['U0123ABC', '<@U0123ABC>'],
    ['S0123ABC', '<!subteam^S0123ABC>'],
  ])('names %s where it is asked to', (mention, text) => {
    const message = slackMessage(alertSummary(sampleAlert()), mention)
    expect(message.text.startsWith(`${text} revenue-oncall: `)).toBe(true)
    expect(JSON.stringify(message.blocks)).toContain(`${text} Pages the revenue team`)
  })

  it('shows the characters that Slack interprets as they are', () => {
    const { text, blocks } = slackMessage(alertSummary(hostileAlert('a&b', 'R&D <!channel>', '&lt;@U1> <http://a|b>')))
    expect(text).toMatch(/^revenue-oncall: a&amp;b is anomalous/)
    expect(textsOf(blocks[0]!)[0]).toMatch(/^a&b is anomalous/)
    expect(textsOf(blocks[1]!)).toEqual(['R&amp;D &lt;!channel&gt;'])
    expect(textsOf(blocks[4]!)[0]).toContain('marketplace &amp;lt;@U1&gt; &lt;http://a|b&gt;, platform')
  })

  it('lets no name from data mention somebody, pass for a link or exceed what Slack takes', () => {
    fc.assert(
      fc.property(hostileNames, ([measure, description, value]) => {
        const { text, blocks } = slackMessage(alertSummary(hostileAlert(measure, description, value)))
        const texts = [text, ...blocks.flatMap(textsOf)]
        // What is left of a message without our own link has none of the three characters that Slack interprets.
        const foreign = texts.map((one) => one.replace(/<http[^<>|]*\|Look at it>/, ''))
        expect(foreign.filter((one) => /[<>]|&(?!(amp|lt|gt);)/.test(one) && one !== measureTitle(blocks))).toEqual([])
        for (const block of blocks) {
          for (const one of textsOf(block)) {
            expect(one.length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3_000)
            expect(one.length).toBeGreaterThan(0)
          }
        }
      }),
    )
  })
})

describe('pagerDutyEvent', () => {
  // https://developer.pagerduty.com/docs/send-alert-event: the fields of the Events API v2.
  it('triggers an alert with a key that stays the same', () => {
    const event = pagerDutyEvent(alertSummary(sampleAlert()), '0123456789abcdef0123456789abcdef')
    expect(event).toEqual({
      routing_key: '0123456789abcdef0123456789abcdef',
      event_action: 'trigger',
      dedup_key: EVENT,
      client: 'Crowsnest',
      client_url: 'http://127.0.0.1:4747/detectors/shop/anomalies/0f0f0f0f-1e1e-8d2d-9c3c-4b4b4b4b4b4b',
      links: [
        {
          href: 'http://127.0.0.1:4747/detectors/shop/anomalies/0f0f0f0f-1e1e-8d2d-9c3c-4b4b4b4b4b4b',
          text: 'Look at it',
        },
      ],
      payload: {
        summary: 'revenue is anomalous: severity 83.33 of 100 (shop, 2026-03-02 11:00 UTC)',
        source: 'shop',
        severity: 'error',
        timestamp: '2026-03-02T11:00:00.000Z',
        component: 'revenue',
        group: 'revenue-oncall',
        class: 'anomaly',
        custom_details: {
          alert: 'revenue-oncall',
          description: 'Pages the revenue team',
          severity: 83.33,
          interval: '2026-03-02 11:00 UTC',
          affected: '2 metrics',
          deviates: ['marketplace: uk 100 %', 'platform: mobile 68 %, pc 32 %'],
          metrics: ['marketplace uk, platform mobile: 335', 'marketplace uk, platform pc: 2650'],
          event: EVENT,
        },
      },
    })
  })

  it('stays within the limits of PagerDuty, whatever the names', () => {
    fc.assert(
      fc.property(hostileNames, ([measure, description, value]) => {
        const event = pagerDutyEvent(alertSummary(hostileAlert(measure, description, value)), 'key')
        expect(event.payload.summary.length).toBeLessThanOrEqual(1_024)
        expect(event.dedup_key.length).toBeLessThanOrEqual(255)
        expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(512 * 1_024)
      }),
    )
  })

  it('shortens a key that is too long, always to the same', () => {
    const alert = { ...sampleAlert(), alertEventId: 'x'.repeat(300) }
    const keys = [1, 2].map(() => pagerDutyEvent(alertSummary(alert), 'key').dedup_key)
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(keys[1]).toBe(keys[0])
  })
})

describe('datadogEvent', () => {
  // https://docs.datadoghq.com/api/latest/events/post-an-event/: the fields of the Events API v1.
  it('tells of an alert with tags to find it by', () => {
    expect(datadogEvent(alertSummary(sampleAlert()), { team: 'growth' }, NOON)).toEqual({
      title: '[revenue-oncall] revenue is anomalous: severity 83.33 of 100',
      text: [
        'revenue is anomalous: severity 83.33 of 100',
        'Pages the revenue team',
        'Detector: shop',
        'Interval: 2026-03-02 11:00 UTC',
        'Affected: 2 metrics',
        'Look at it: http://127.0.0.1:4747/detectors/shop/anomalies/0f0f0f0f-1e1e-8d2d-9c3c-4b4b4b4b4b4b',
        '',
        'Where it deviates:',
        'marketplace: uk 100 %',
        'platform: mobile 68 %, pc 32 %',
        '',
        'Metrics, the greatest deviation first:',
        'marketplace uk, platform mobile: 335',
        'marketplace uk, platform pc: 2650',
      ].join('\n'),
      alert_type: 'error',
      priority: 'normal',
      aggregation_key: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      tags: [
        'service:crowsnest',
        'detector:shop',
        'alert:revenue-oncall',
        'measure:revenue',
        'severity:error',
        'team:growth',
      ],
      date_happened: Date.UTC(2026, 2, 2, 11) / 1_000,
    })
  })

  it('leaves the time out where Datadog would refuse the event for it', () => {
    const summary = alertSummary(sampleAlert())
    expect(datadogEvent(summary, {}, NOON + 16 * HOUR - 1)).toHaveProperty('date_happened')
    expect(datadogEvent(summary, {}, NOON + 16 * HOUR)).not.toHaveProperty('date_happened')
    expect(datadogEvent(summary, {}, NOON - 2 * HOUR)).not.toHaveProperty('date_happened')
  })

  it('stays within the limits of Datadog, whatever the names', () => {
    fc.assert(
      fc.property(hostileNames, ([measure, description, value]) => {
        const event = datadogEvent(alertSummary(hostileAlert(measure, description, value)), {}, NOON)
        expect(event.title.length).toBeLessThanOrEqual(100)
        expect(event.text.length).toBeLessThanOrEqual(4_000)
        expect(event.aggregation_key.length).toBeLessThanOrEqual(100)
        expect(event.tags.filter((tag) => tag.length > 200)).toEqual([])
      }),
    )
  })
})

describe('the webhook request', () => {
  const hook = { service: 'webhook', secret: SECRET, options: { headers: { 'x-team': 'growth' } } } as const

  it("is the alert's JSON byte for byte, with headers to drop repetitions by", () => {
    const alert = sampleAlert()
    const secret = { value: 'https://example.com/hook?token=t' }
    const { url, headers, body } = serviceRequest(alert, hook, secret, NOON)
    expect(url.href).toBe('https://example.com/hook?token=t')
    expect(body).toBe(JSON.stringify(alert))
    expect(headers).toEqual({
      'x-team': 'growth',
      'idempotency-key': EVENT,
      'webhook-id': expect.stringMatching(/^evt_[0-9a-f]{32}$/) as string,
      'webhook-timestamp': String(NOON / 1_000),
    })
  })

  it('is signed as the Standard Webhooks specification says', () => {
    // The vector that the specification's libraries test each other with.
    // https://github.com/standard-webhooks/standard-webhooks/tree/main/libraries
    const content = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}'
    expect(webhookSignature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', content)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
    const headers = webhookHeaders(EVENT, '{}', NOON, 'a plain key')
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.{}`
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', 'a plain key').update(signed).digest('base64')}`,
    )
  })
})

describe('readServiceSecret', () => {
  it.each([
    ['slack', undefined, ' https://hooks.slack.com/services/a/b/c\n', 'https://hooks.slack.com/services/a/b/c'],
    ['slack', 'url', '{"url":"https://hooks.slack.com/x"}', 'https://hooks.slack.com/x'],
    ['pagerduty', undefined, 'R012', 'R012'],
    ['datadog', 'api', '{"api":"abc","other":1}', 'abc'],
    ['webhook', undefined, 'https://example.com', 'https://example.com'],
  ] as const)('takes for %s (field %s) the value of %s', (service, field, text, value) => {
    expect(readServiceSecret(text, settings(service, field)).value).toBe(value)
  })

  it("takes a webhook's address, key and headers from an object", () => {
    const text = JSON.stringify({ url: 'https://example.com', signingKey: 'k', headers: { authorization: 'Bearer t' } })
    expect(readServiceSecret(text, settings('webhook'))).toEqual(JSON.parse(text.replace('"url"', '"value"')))
    const nested = JSON.stringify({ hook: text })
    expect(readServiceSecret(nested, settings('webhook', 'hook'))).toMatchObject({ signingKey: 'k' })
  })

  it.each([
    ['slack', undefined, 'not-a-url'],
    ['slack', 'url', '{"url":7}'],
    ['slack', 'url', 'https://hooks.slack.com/services/topsecret'],
    ['pagerduty', undefined, 'two words'],
    ['datadog', undefined, ''],
    ['webhook', undefined, '{"url":"https://example.com","signingKey":7}'],
    ['webhook', undefined, '{"url":"https://example.com","headers":{"Content-Type":"topsecret"}}'],
    ['webhook', undefined, '{"url":"https://example.com","headers":["topsecret"]}'],
    ['webhook', undefined, '{topsecret'],
  ] as const)('refuses for %s (field %s) %s, without showing it', (service, field, text) => {
    const error = errorOf(() => readServiceSecret(text, settings(service, field)))
    expect(error).toMatchObject({ code: 'SECRET_UNUSABLE' })
    expect(error.message).toContain(SECRET)
    if (text.length > 3) expect(error.message).not.toContain(text)
    expect(error.message).not.toContain('topsecret')
  })
})

const hostileNames = fc.tuple(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.constant('   ')),
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom('   ', '<!channel>', '<https://a|b>', '&lt;@U1&gt;'),
  ),
)

function hostileAlert(measure: string, description: string, value: string): ReturnType<typeof sampleAlert> {
  const metrics = Array.from({ length: 30 }, () => metric([value, value], 1, [1, 2, 3, 4]))
  const contributions = ['platform', value].map((dimension) => ({
    dimension,
    values: Array.from({ length: 10 }, () => ({ value, percent: 10 })),
    valueCount: 12,
  }))
  const alert = sampleAlert({ ...group, measure, metrics, metricCount: 99, contributions })
  return { ...alert, alertDescription: description }
}

type Block = ReturnType<typeof slackMessage>['blocks'][number]

function textsOf(block: Block): readonly string[] {
  const parts = 'text' in block ? [block.text] : 'fields' in block ? block.fields : block.elements
  return parts.map(({ text }) => text)
}

/** A header is plain text: nothing in it is interpreted, so that nothing is escaped. */
function measureTitle(blocks: readonly Block[]): string {
  return textsOf(blocks[0]!)[0]!
}

function link(consoleUrl: string): string | null {
  return alertSummary({ ...sampleAlert(), consoleUrl }).link
}

function mrkdwn(text: string): unknown {
  return { type: 'mrkdwn', text, verbatim: true }
}

function settings(service: NotifierService, secretField?: string): NotifierSettings {
  return { service, secret: SECRET, options: {}, ...(secretField !== undefined && { secretField }) }
}

function withMetric(changes: Readonly<Record<string, unknown>>): unknown {
  const alert = sampleAlert()
  return { ...alert, impactedMetric: { ...alert.impactedMetric, ...changes } }
}

function errorOf(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was thrown')
}
