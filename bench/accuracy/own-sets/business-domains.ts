import { dayShape, drawn, wandering, weekShape, type Domain } from './clean-series.ts'

const COUNT = { range: [0, Infinity], whole: true } as const
const AMOUNT = { range: [0, Infinity], whole: false } as const
/** Days on which shops and offices are closed, as month and day. */
const HOLIDAYS = new Set(['01-01', '05-01', '08-15', '10-03', '12-24', '12-25', '12-26', '12-31'])

/** Requests of a site: counts with a day, a week, growth and more variance than a Poisson. */
export const webTraffic: Domain = (calendar, random) => {
  const level = 10 ** random.between(1.5, 4)
  const growth = random.between(-0.1, 0.6)
  const size = random.between(40, 400)
  const [day, week] = [dayShape(calendar, random), weekShape(random, random.between(0.6, 1.1))]
  return drawn(calendar, { ...COUNT, shaped: true, dense: true }, (row) => {
    const grown = 1 + (growth * calendar.day(row)) / 365
    const mean = level * grown * day(calendar.hour(row)) * week(calendar.dayOfWeek(row))
    return { mean, sigma: Math.sqrt(mean + mean ** 2 / size), value: random.negativeBinomial(mean, size) }
  })
}

/** Takings of a shop: a Poisson number of orders, each log-normal. */
export const revenue: Domain = (calendar, random) => {
  const orders = 10 ** random.between(0.9, 2.3)
  const [basket, spread] = [random.between(10, 80), random.between(0.5, 0.9)]
  const [day, week] = [dayShape(calendar, random), weekShape(random, random.between(0.7, 1.5))]
  const meanBasket = basket * Math.exp(spread ** 2 / 2)
  return drawn(calendar, { ...AMOUNT, shaped: true, dense: true }, (row) => {
    const expected = orders * day(calendar.hour(row)) * week(calendar.dayOfWeek(row))
    let value = 0
    for (let k = random.poisson(expected); k > 0; k--) value += basket * Math.exp(spread * random.normal())
    return {
      mean: expected * meanBasket,
      sigma: Math.sqrt(expected) * meanBasket * Math.exp(spread ** 2 / 2),
      value: Math.round(100 * value) / 100,
    }
  })
}

/** Share of visits that buy: noisy at night, when there are few visits. */
export const conversion: Domain = (calendar, random) => {
  const [visits, share] = [10 ** random.between(2.2, 3.5), random.between(0.02, 0.3)]
  const [day, drift] = [dayShape(calendar, random), wandering(random, 0.04, 20 * calendar.perDay)]
  const buying = dayShape(calendar, random)
  return drawn(calendar, { range: [0, 1], whole: false, shaped: false, dense: true }, (row) => {
    const trials = Math.max(1, random.poisson(visits * day(calendar.hour(row))))
    const mean = share * (1 + drift()) * (0.85 + 0.15 * buying(calendar.hour(row)))
    const sigma = Math.sqrt((mean * (1 - mean)) / trials)
    return { mean, sigma, value: Math.min(trials, random.poisson(trials * mean)) / trials }
  })
}

/** Calls of an office: weekdays from nine to six, nothing else. At P1D weekdays. */
export const businessHours: Domain = (calendar, random) => {
  const [level, size] = [10 ** random.between(1, 2.5), random.between(30, 100)]
  const opens = random.whole(7, 9)
  return drawn(calendar, { ...COUNT, shaped: true, dense: false }, (row) => {
    const hour = calendar.hour(row)
    const open = calendar.dayOfWeek(row) < 5 && hour >= opens && hour < opens + 10
    const mean = open ? level * (1 + 0.4 * Math.sin((Math.PI * (hour - opens)) / 5)) : 0
    return { mean, sigma: Math.sqrt(Math.max(1, mean + mean ** 2 / size)), value: random.negativeBinomial(mean, size) }
  })
}

/** Orders of business customers: the weekend is another world. */
export const weekendEffect: Domain = (calendar, random) => {
  const [level, noise] = [10 ** random.between(2, 4), random.between(0.04, 0.1)]
  const [day, weekend] = [dayShape(calendar, random), dayShape(calendar, random)]
  const week = weekShape(random, random.pick([0.25, 0.4, 1.8]))
  return drawn(calendar, { ...AMOUNT, shaped: true, dense: true }, (row) => {
    const dayOfWeek = calendar.dayOfWeek(row)
    const mean = level * week(dayOfWeek) * (dayOfWeek < 5 ? day : weekend)(calendar.hour(row))
    return { mean, sigma: noise * mean, value: mean * Math.exp(noise * random.normal()) }
  })
}

/** Sales with a year and holidays, which come every year: expected, though few methods can know them. */
export const holidays: Domain = (calendar, random) => {
  const [level, noise] = [10 ** random.between(2, 4.5), random.between(0.04, 0.1)]
  const [year, peak] = [random.between(0.05, 0.35), random.uniform()]
  const [day, week] = [dayShape(calendar, random), weekShape(random, random.between(0.4, 1.5))]
  const closed = random.between(0.2, 0.7)
  return drawn(calendar, { ...COUNT, shaped: true, dense: true }, (row) => {
    const season = 1 + year * Math.cos(2 * Math.PI * (calendar.ofYear(row) - peak))
    const open = HOLIDAYS.has(calendar.date(row)) ? closed : 1
    const mean = level * season * open * week(calendar.dayOfWeek(row)) * day(calendar.hour(row))
    const sigma = Math.sqrt(mean + (noise * mean) ** 2)
    return { mean, sigma, value: Math.round(mean + sigma * random.normal()) }
  })
}

/** Sign-ups of a small product, failed payments: a few an interval or fewer. */
export const sparseCounts: Domain = (calendar, random) => {
  const level = 10 ** random.between(-0.7, 0.5)
  const day = dayShape(calendar, random)
  return drawn(calendar, { ...COUNT, shaped: false, dense: false }, (row) => {
    const mean = level * day(calendar.hour(row))
    return { mean, sigma: Math.sqrt(Math.max(0.5, mean)), value: random.poisson(mean) }
  })
}

/** Refunds: mostly nothing, now and then an amount of any size. */
export const zeroInflated: Domain = (calendar, random) => {
  const [share, typical, spread] = [random.between(0.08, 0.4), 10 ** random.between(1, 3), random.between(0.3, 0.7)]
  const day = dayShape(calendar, random)
  return drawn(calendar, { ...AMOUNT, shaped: false, dense: false }, (row) => {
    const chance = Math.min(0.9, share * day(calendar.hour(row)))
    const value = random.uniform() < chance ? typical * Math.exp(spread * random.normal()) : 0
    return { mean: chance * typical, sigma: typical * Math.exp(spread ** 2), value }
  })
}
