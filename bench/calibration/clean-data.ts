import type { Interval } from '../../spec/interval.ts'
import type { RandomNumbers } from '../accuracy/random-numbers.ts'

/** Of what sort data is; a colour of the plot. */
export type Family = 'Gaussian' | 'heavy tails' | 'counts' | 'autocorrelated'

/** Where a value lies in time: shares of the day and the week, and days since the start. */
export interface Moment {
  readonly ofDay: number
  readonly ofWeek: number
  readonly day: number
}

/** Metrics to which nothing ever happens, so that every alert is a false one. */
export interface MetricKind {
  readonly name: string
  /** A metric: called once an interval in order of time; NaN = no value. */
  metric(interval: Interval, random: RandomNumbers): (moment: Moment) => number
}

/** Metrics of one distribution. */
export interface CleanData extends MetricKind {
  readonly family: Family
}

/** A day around 1, half as high at night as it is at noon; at P1D always 1. */
function daily({ ofDay }: Moment): number {
  return 1 + 0.4 * Math.sin(2 * Math.PI * (ofDay - 0.3))
}

/** A week around 1: weekends are two thirds. */
function weekly({ ofWeek }: Moment): number {
  return ofWeek < 5 / 7 ? 1 : 2 / 3
}

function independent(
  name: string,
  family: Family,
  value: (moment: Moment, random: RandomNumbers, level: number) => number,
): CleanData {
  return {
    name,
    family,
    metric(_, random) {
      // Metrics of a measure are alike, not the same.
      const level = Math.exp(0.5 * random.normal())
      return (moment) => value(moment, random, level)
    },
  }
}

function autocorrelated(name: string, phi: number): CleanData {
  return {
    name,
    family: 'autocorrelated',
    metric(_, random) {
      let state = random.normal()
      return (moment) => {
        state = phi * state + Math.sqrt(1 - phi * phi) * random.normal()
        return 100 * daily(moment) + 5 * state
      }
    },
  }
}

/** The sorts of data that severities are measured on. */
export const CLEAN_DATA: readonly CleanData[] = [
  independent('Gaussian', 'Gaussian', (_, { normal }, level) => level * (100 + 10 * normal())),
  independent('Gaussian, day and week', 'Gaussian', (moment, { normal }, level) => {
    return level * (100 * daily(moment) * weekly(moment) + 5 * normal())
  }),
  independent('Gaussian, day and trend', 'Gaussian', (moment, { normal }, level) => {
    return level * (100 * daily(moment) * (1 + moment.day / 365) + 5 * normal())
  }),
  independent('Student t, 5 degrees', 'heavy tails', (moment, { student }, level) => {
    return level * (100 * daily(moment) + 4 * student(5))
  }),
  independent('Student t, 3 degrees', 'heavy tails', (moment, { student }, level) => {
    return level * (100 * daily(moment) + 4 * student(3))
  }),
  independent('log-normal, 40 %', 'heavy tails', (moment, { normal }, level) => {
    return level * 100 * daily(moment) * weekly(moment) * Math.exp(0.4 * normal())
  }),
  independent('Poisson, 20', 'counts', (moment, { poisson }) => poisson(20 * daily(moment))),
  independent('Poisson, 3', 'counts', (moment, { poisson }) => poisson(3 * daily(moment))),
  independent('negative binomial, 20', 'counts', (moment, { negativeBinomial }) => {
    return negativeBinomial(20 * daily(moment) * weekly(moment), 5)
  }),
  autocorrelated('autocorrelated, 0.5', 0.5),
  autocorrelated('autocorrelated, 0.9', 0.9),
]
