import { INTERVAL_SECONDS, type Interval } from '../../spec/interval.ts'
import type { RandomNumbers } from '../accuracy/random-numbers.ts'
import type { MetricKind, Moment } from './clean-data.ts'

/** Kinds of metrics as they are monitored, each doing only what it always does, so that every alert is a false one. */
export const METRIC_KINDS: readonly MetricKind[] = [
  kind('requests', ({ poisson, normal }, { perHour }) => {
    let state = 0
    return (moment) => {
      state = 0.7 * state + 0.7 * normal()
      return poisson(perHour(2000) * day(moment) * week(moment) * Math.exp(0.05 * state))
    }
  }),
  kind('requests of a small site', ({ poisson }, { perHour }) => {
    return (moment) => poisson(perHour(20) * day(moment) * week(moment))
  }),
  kind('requests, next to none at night', ({ negativeBinomial }) => {
    return (moment) => negativeBinomial(5000 * deepNight(moment) * week(moment), 100)
  }),
  kind('sales, closed at night and on weekends', ({ poisson }) => {
    return (moment) => (isOpen(moment) ? poisson(90) : 0)
  }),
  kind('calls, few while closed', ({ poisson }) => {
    return (moment) => poisson(isOpen(moment) ? 600 : 2)
  }),
  kind('orders, 0.15 an interval', ({ poisson }) => {
    return (moment) => poisson(0.15 * day(moment))
  }),
  kind('revenue, 0.3 orders an interval', ({ poisson, normal }) => {
    return () => {
      let sum = 0
      for (let orders = poisson(0.3); orders > 0; orders--) sum += 50 * Math.exp(0.7 * normal())
      return sum
    }
  }),
  kind('revenue, twice as much as a month ends', ({ negativeBinomial }) => {
    return (moment) => negativeBinomial(1000 * day(moment) * week(moment) * (isMonthEnd(moment) ? 2 : 1), 200)
  }),
  kind('errors in bursts', ({ negativeBinomial }) => {
    return () => negativeBinomial(2, 0.2)
  }),
  kind('conversion rate', ({ poisson }) => {
    return (moment) => {
      const visits = Math.max(1, poisson(120 * day(moment)))
      return Math.min(visits, poisson(0.03 * visits)) / visits
    }
  }),
  kind('success rate, 99.8 %', ({ poisson }) => {
    return (moment) => {
      const calls = Math.max(1, poisson(200 * day(moment)))
      return 100 - (100 * Math.min(calls, poisson(0.002 * calls))) / calls
    }
  }),
  kind('availability, mostly 100 %', ({ uniform, gamma }) => {
    return () => (uniform() < 0.03 ? Math.max(0, 100 - 0.05 * gamma(1)) : 100)
  }),
  kind('latency, 99th percentile', ({ normal, uniform, gamma }) => {
    let state = 0
    return (moment) => {
      state = 0.9 * state + 0.44 * normal()
      const spike = uniform() < 0.01 ? 1 + 3 * gamma(1) : 1
      return 150 * (0.5 + 0.5 * day(moment)) * Math.exp(0.1 * state + 0.15 * normal()) * spike
    }
  }),
  kind('processor, at its limit by day', ({ normal }) => {
    let state = 0
    return (moment) => {
      state = 0.8 * state + 0.6 * normal()
      return Math.min(100, Math.max(0, 85 * day(moment) - 15 + 6 * state + 3 * normal()))
    }
  }),
  kind('queue, mostly empty', ({ uniform, poisson }) => {
    let waiting = 0
    return () => {
      waiting = Math.floor(0.6 * waiting) + (uniform() < 0.03 ? poisson(20) : 0)
      return waiting
    }
  }),
  kind('queue, busy by day', ({ poisson }) => {
    let waiting = 0
    return (moment) => {
      waiting = Math.max(0, waiting + poisson(65 + 25 * day(moment)) - poisson(100))
      return waiting
    }
  }),
  kind('workers, by load', ({ normal }) => {
    return (moment) => Math.max(2, Math.round(8 * day(moment) + 0.8 * normal()))
  }),
  kind('disk, filling and cleaned', ({ normal }, { perHour }) => {
    let used = 40
    return () => {
      used += perHour(0.02) * (1 + 0.3 * normal())
      if (used > 85) used = 40
      return used
    }
  }),
  kind('memory, until a restart', ({ normal, uniform }, { perHour }) => {
    let used = 500
    return () => {
      used += perHour(3) + normal()
      if (used > 900 || uniform() < perHour(1 / 288)) used = 500
      return used
    }
  }),
  kind('counter, from 0 each midnight', ({ poisson }, { perHour }) => {
    let count = 0
    let today = 0
    return ({ day: at }) => {
      if (Math.floor(at) !== today) count = 0
      today = Math.floor(at)
      count += poisson(perHour(1200))
      return count
    }
  }),
  kind('thermometer, in tenths', ({ normal }) => {
    let state = 0
    return (moment) => {
      state = 0.995 * state + 0.1 * normal()
      return Math.round(10 * (12 + 10 * day(moment) + 3 * state + 0.15 * normal())) / 10
    }
  }),
  kind('heating, on and off', ({ normal, uniform }) => {
    let on = false
    let left = 5
    return () => {
      if (--left <= 0) {
        on = !on
        left = 3 + Math.floor(6 * uniform())
      }
      return (on ? 1500 : 60) + 15 * normal()
    }
  }),
  kind('tides', ({ normal }) => {
    return ({ day: at }) => 3 + 2 * Math.sin((2 * Math.PI * at * 24) / 12.42) + 0.1 * normal()
  }),
  kind('load of a nightly job', ({ normal }, { jobs }) => {
    const job = jobs({ everyDays: 1, hour: 2, minutes: 65, jitter: 15 })
    return (moment) => 20 + 2 * normal() + 400 * job(moment)
  }),
  kind('load of a weekly job', ({ normal }, { jobs }) => {
    const job = jobs({ everyDays: 7, hour: 3, minutes: 120, jitter: 0 })
    return (moment) => 50 + 3 * normal() + 300 * job(moment)
  }),
  kind('flag, on now and then', ({ uniform }) => {
    let on = 0
    return () => {
      if (uniform() < (on === 1 ? 0.2 : 0.01)) on = 1 - on
      return on
    }
  }),
  kind(
    'flag, once in 500 intervals',
    ({ uniform }) =>
      () =>
        Number(uniform() < 0.002),
  ),
  kind(
    'profit and loss',
    ({ student }) =>
      (moment) =>
        10 * student(4) + 10 * day(moment),
  ),
  kind('restless by day only', ({ normal }) => {
    return (moment) => 100 + (isOpen({ ...moment, ofWeek: 0 }) ? 15 : 1.5) * normal()
  }),
  kind(
    'restless on workdays only',
    ({ normal }) =>
      (moment) =>
        100 + (isWeekend(moment) ? 2 : 15) * normal(),
  ),
  kind('4 % of values missing', ({ normal, uniform }) => {
    return (moment) => (uniform() < 0.04 ? Number.NaN : 100 * day(moment) * Math.exp(0.05 * normal()))
  }),
  kind('half of the values missing', ({ normal, uniform }) => {
    return (moment) => (uniform() < 0.5 ? Number.NaN : 100 * day(moment) * Math.exp(0.05 * normal()))
  }),
]

/** What depends on the interval. */
interface Clock {
  /** Of something that comes so often an hour, how much an interval has. */
  perHour(rate: number): number
  /** Share of an interval that a job takes, which begins at an hour give or take some minutes (a standard deviation). */
  jobs(job: Job): (moment: Moment) => number
}

interface Job {
  readonly everyDays: number
  readonly hour: number
  readonly minutes: number
  readonly jitter: number
}

function kind(name: string, metric: (random: RandomNumbers, clock: Clock) => (moment: Moment) => number): MetricKind {
  return { name, metric: (interval, random) => metric(random, clockOf(interval, random)) }
}

function clockOf(interval: Interval, random: RandomNumbers): Clock {
  const minutesEach = INTERVAL_SECONDS[interval] / 60
  return {
    perHour: (rate) => (rate * minutesEach) / 60,
    jobs({ everyDays, hour, minutes, jitter }) {
      let begins = hour * 60 + jitter * random.normal()
      let next = 0
      return ({ day: at }) => {
        const from = at * 1440
        // A job that has ended is followed by the next one.
        if (from >= begins + minutes) {
          next += everyDays
          begins = (next * 24 + hour) * 60 + jitter * random.normal()
        }
        const overlap = Math.min(from + minutesEach, begins + minutes) - Math.max(from, begins)
        return Math.max(0, overlap) / minutesEach
      }
    },
  }
}

/** A day around 1 with two humps, low at night; at P1D always about 1. */
function day({ ofDay }: Moment): number {
  return 1 + 0.6 * Math.sin(2 * Math.PI * (ofDay - 0.3)) + 0.15 * Math.sin(4 * Math.PI * (ofDay - 0.1))
}

/** 1 by day, a three-thousandth at night. */
function deepNight({ ofDay }: Moment): number {
  return Math.exp(4 * Math.sin(2 * Math.PI * (ofDay - 0.35)) - 4)
}

function isWeekend({ ofWeek }: Moment): boolean {
  return ofWeek >= 5 / 7
}

function week(moment: Moment): number {
  return isWeekend(moment) ? 0.7 : 1
}

/** On workdays from 7 to 18 o'clock. */
function isOpen(moment: Moment): boolean {
  return !isWeekend(moment) && moment.ofDay >= 7 / 24 && moment.ofDay < 18 / 24
}

/** The last two days of a month. */
function isMonthEnd({ day: at }: Moment): boolean {
  const twoDaysOn = new Date(Date.UTC(2024, 0, 3) + Math.floor(at) * 86_400_000)
  return twoDaysOn.getUTCDate() <= 2
}
