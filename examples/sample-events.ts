/** Something that happened to the shop of the sample data, and that a detector may find. */
export interface SampleEvent {
  readonly name: string
  readonly kind: 'spike' | 'drop' | 'level shift' | 'lost seasonality' | 'outage' | 'silence' | 'holiday'
  /** Hours since the start of the data; `end` is the last hour of it. */
  readonly start: number
  readonly end: number
  /** Where: dimension values; a dimension that is not named means all of its values. */
  readonly slice: Readonly<Record<string, string>>
  /** What it does to each measure: factor of its normal value; `flat` = the daily rhythm is gone, `silent` = no record. */
  readonly effects: Readonly<Record<string, number | 'flat' | 'silent'>>
  /** Hours after `start` for which an effect that stays counts as news; then it is the new normal. */
  readonly staysFrom?: number
}

const at = (day: number, hour: number) => day * 24 + hour

/**
 * What happens in the sample: mostly in the newer 30 % of the history (days 70 to 99), which a backtest looks at, and
 * once in the live days after it.
 */
export const SAMPLE_EVENTS: readonly SampleEvent[] = [
  {
    name: 'flash sale nobody announced',
    kind: 'spike',
    ...hours(at(31, 17), 4),
    slice: { country: 'uk' },
    effects: { orders: 1.9, revenue: 1.9 },
  },
  {
    name: 'iOS app in Brazil reports nothing',
    kind: 'silence',
    ...hours(at(47, 10), 10),
    slice: { platform: 'ios', country: 'br' },
    effects: { orders: 'silent', revenue: 'silent', latency: 'silent' },
  },
  {
    name: 'slow database',
    kind: 'spike',
    ...hours(at(52, 9), 3),
    slice: { platform: 'web' },
    effects: { latency: 1.8 },
  },
  {
    name: 'payment provider down in Germany',
    kind: 'outage',
    ...hours(at(72, 14), 4),
    slice: { country: 'de' },
    effects: { orders: 0.02, revenue: 0.02 },
  },
  {
    name: 'influencer links to the US shop',
    kind: 'spike',
    ...hours(at(74, 22), 4),
    slice: { country: 'us' },
    effects: { orders: 1.9, revenue: 1.9 },
  },
  {
    name: 'wrong price tag',
    kind: 'spike',
    ...hours(at(76, 12), 3),
    slice: { country: 'uk', platform: 'web' },
    effects: { revenue: 2.6 },
  },
  {
    name: 'Android app in Japan reports nothing',
    kind: 'silence',
    ...hours(at(77, 1), 6),
    slice: { platform: 'android', country: 'jp' },
    effects: { orders: 'silent', revenue: 'silent', latency: 'silent' },
  },
  {
    name: 'slow content network',
    kind: 'spike',
    ...hours(at(78, 15), 3),
    slice: { platform: 'android' },
    effects: { latency: 1.9 },
  },
  {
    name: 'broken release of the iOS app',
    kind: 'drop',
    ...hours(at(80, 10), 8),
    slice: { platform: 'ios' },
    effects: { orders: 0.5, revenue: 0.5 },
  },
  {
    name: 'Memorial Day',
    kind: 'holiday',
    ...hours(at(84, 5), 24),
    slice: { country: 'us' },
    effects: { orders: 0.72, revenue: 0.68 },
  },
  {
    name: 'heavier pages after a release',
    kind: 'level shift',
    ...hours(at(86, 8), 24),
    slice: { platform: 'web' },
    effects: { latency: 1.35 },
    staysFrom: 24,
  },
  {
    name: 'bot orders around the clock',
    kind: 'lost seasonality',
    ...hours(at(89, 0), 36),
    slice: { country: 'br' },
    effects: { orders: 'flat', revenue: 'flat' },
  },
  {
    name: 'Japanese web shop unreachable',
    kind: 'outage',
    ...hours(at(91, 3), 5),
    slice: { country: 'jp', platform: 'web' },
    effects: { orders: 0, revenue: 0 },
  },
  {
    name: 'free shipping ends in the UK',
    kind: 'level shift',
    ...hours(at(93, 9), 24),
    slice: { country: 'uk' },
    effects: { orders: 0.7, revenue: 0.7 },
    staysFrom: 24,
  },
  {
    name: 'currency mix-up on Android in the US',
    kind: 'drop',
    ...hours(at(96, 18), 5),
    slice: { country: 'us', platform: 'android' },
    effects: { revenue: 0.45 },
  },
  {
    name: 'overloaded login',
    kind: 'spike',
    ...hours(at(98, 19), 3),
    slice: {},
    effects: { latency: 1.6 },
  },
  {
    name: 'payment provider down in the US',
    kind: 'outage',
    ...hours(at(100, 15), 4),
    slice: { country: 'us' },
    effects: { orders: 0.03, revenue: 0.03 },
  },
]

function hours(start: number, length: number): { readonly start: number; readonly end: number } {
  return { start, end: start + length - 1 }
}
