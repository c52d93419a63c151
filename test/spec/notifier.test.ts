import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  NOTIFIER_SERVICES,
  notifierEnvironment,
  notifierProblems,
  readNotifierEnvironment,
  type NotifierOptions,
  type NotifierService,
  type NotifierSettings,
} from '../../spec/index.ts'

const good: Readonly<Record<NotifierService, NotifierOptions>> = {
  slack: { mention: 'S012ABC' },
  pagerduty: { serviceRegion: 'eu', endpoint: 'https://gateway.example.com/pagerduty' },
  datadog: { site: 'us5.datadoghq.com', tags: { team: 'growth', 'env.tier': 'prod:1' } },
  webhook: { headers: { 'x-team': 'growth', Authorization: 'see the secret' } },
}

describe('the settings of a notifier', () => {
  it('are read from the environment as they were written into it', () => {
    const settings = fc.constantFrom(...NOTIFIER_SERVICES).chain((service) =>
      fc.record<NotifierSettings>(
        {
          service: fc.constant(service),
          secret: fc.string({ minLength: 1 }),
          secretField: fc.string(),
          options: fc.constantFrom(good[service], {}),
        },
        { requiredKeys: ['service', 'secret', 'options'] },
      ),
    )
    fc.assert(
      fc.property(settings, (one) => {
        expect(readNotifierEnvironment(notifierEnvironment(one))).toEqual(one)
      }),
    )
  })

  it('name no variable that is not needed', () => {
    expect(notifierEnvironment({ service: 'slack', secret: 'arn', options: {} })).toEqual({
      CROWSNEST_SERVICE: 'slack',
      CROWSNEST_SECRET: 'arn',
    })
  })

  it.each([
    [{}, ['CROWSNEST_SERVICE', 'CROWSNEST_SECRET']],
    [{ CROWSNEST_SERVICE: 'teams', CROWSNEST_SECRET: '' }, ['CROWSNEST_SERVICE', 'CROWSNEST_SECRET']],
    [{ CROWSNEST_SERVICE: 'slack', CROWSNEST_SECRET: 'a', CROWSNEST_OPTIONS: '{' }, ['CROWSNEST_OPTIONS']],
    [{ CROWSNEST_SERVICE: 'slack', CROWSNEST_SECRET: 'a', CROWSNEST_OPTIONS: '[]' }, ['CROWSNEST_OPTIONS']],
    [{ CROWSNEST_SERVICE: 'slack', CROWSNEST_SECRET: 'a', CROWSNEST_OPTIONS: '{"mention":7}' }, ['CROWSNEST_OPTIONS']],
    [{ CROWSNEST_SERVICE: 'datadog', CROWSNEST_SECRET: 'a', CROWSNEST_OPTIONS: '{"tags":"a"}' }, ['CROWSNEST_OPTIONS']],
    [
      { CROWSNEST_SERVICE: 'slack', CROWSNEST_SECRET: 'a', CROWSNEST_OPTIONS: '{"site":"datadoghq.eu"}' },
      ['CROWSNEST_OPTIONS.site'],
    ],
  ])('of the environment %j are refused for %j', (environment, paths) => {
    const problems = readNotifierEnvironment(environment)
    expect(Array.isArray(problems) ? problems.map(({ path }) => path) : problems).toEqual(paths)
  })
})

describe('notifierProblems', () => {
  it.each(NOTIFIER_SERVICES)('finds nothing in good options of %s', (service) => {
    expect(notifierProblems(service, good[service])).toEqual([])
    expect(notifierProblems(service, {})).toEqual([])
  })

  it.each([
    ['slack', { mention: '@anna' }, 'mention', /Use here, channel, or the id/],
    ['slack', { site: 'datadoghq.eu' }, 'site', /slack has no such option. It has mention./],
    ['pagerduty', { serviceRegion: 'cn' }, 'serviceRegion', /Use us or eu/],
    ['pagerduty', { endpoint: 'http://gateway.example.com' }, 'endpoint', /must be an https URL/],
    ['pagerduty', { endpoint: 'https://user:word@gateway.example.com' }, 'endpoint', /without user name/],
    ['datadog', { site: 'datadoghq.org' }, 'site', /Use one of datadoghq\.com, us3/],
    ['datadog', { tags: { team: 'a,b' } }, 'tags.team', /no spaces and commas/],
    ['datadog', { tags: { '1team': 'a' } }, 'tags.1team', /begins with a letter/],
    ['datadog', { tags: { team: 'x'.repeat(200) } }, 'tags.team', /200 characters at most/],
    ['webhook', { headers: { 'Content-Type': 'text/plain' } }, 'headers.Content-Type', /writes this header itself/],
    ['webhook', { headers: { 'webhook-signature': 'v1,' } }, 'headers.webhook-signature', /writes this header itself/],
    ['webhook', { headers: { 'x y': 'a' } }, 'headers.x y', /a name without spaces/],
    ['webhook', { headers: { 'x-y': 'a\r\nhost: b' } }, 'headers.x-y', /plain ASCII/],
  ] as const)('of %s %j is at %s', (service, options, path, reason) => {
    expect(notifierProblems(service, options)).toEqual([{ path, reason: expect.stringMatching(reason) as string }])
  })
})
