import type { SystemOptions } from './system.ts'

const PLAIN: SystemOptions = {
  interval: 'PT1H',
  measures: 8,
  intervals: 2500,
  edges: 7,
  zeroLag: 0,
  hiddenDrivers: 0,
  incidents: 2,
}

/** Kinds of systems that links are looked for in; of hours where nothing else is said, so that 2,500 are 15 weeks. */
export const KINDS = {
  'all drivers measured': PLAIN,
  'half of the links at lag 0': { ...PLAIN, zeroLag: 0.5 },
  'all links at lag 0': { ...PLAIN, zeroLag: 1 },
  'one hidden driver': { ...PLAIN, hiddenDrivers: 1 },
  'two hidden drivers': { ...PLAIN, hiddenDrivers: 2 },
  'six weeks only': { ...PLAIN, intervals: 1000 },
  'every 5 minutes': { ...PLAIN, interval: 'PT5M' },
  'every 10 minutes': { ...PLAIN, interval: 'PT10M' },
  '1,000 days': { ...PLAIN, interval: 'P1D', intervals: 1000 },
  'no links': { ...PLAIN, edges: 0 },
  'no links, one hidden driver': { ...PLAIN, edges: 0, hiddenDrivers: 1 },
} as const satisfies Readonly<Record<string, SystemOptions>>
