import { dayShape, drawn, wandering, weekShape, type Domain } from './clean-series.ts'

const AMOUNT = { range: [0, Infinity], whole: false } as const

/** A 95th percentile of response times: heavy tail, load of the day, and releases that change it for good. */
export const latency: Domain = (calendar, random) => {
  const [base, noise, degrees] = [10 ** random.between(1, 3), random.between(0.03, 0.1), random.pick([3, 4, 5])]
  const day = dayShape(calendar, random)
  const jumps = [random.between(0.3, 0.5), random.between(0.6, 0.9)].map((at) => Math.floor(at * calendar.rows))
  const steps = jumps.map(() => Math.exp(random.pick([-1, 1]) * random.between(0.15, 0.4)))
  return drawn(calendar, { ...AMOUNT, shaped: false, dense: true, jumps }, (row) => {
    const released = steps.reduce((factor, step, k) => (row >= jumps[k] ? factor * step : factor), 1)
    const mean = base * released * (0.8 + 0.2 * day(calendar.hour(row)))
    return { mean, sigma: noise * mean, value: mean * Math.exp(noise * random.student(degrees)) }
  })
}

/** Messages waiting: never negative, each value much like the last. */
export const queueDepth: Domain = (calendar, random) => {
  const [level, spread, memory] = [10 ** random.between(1.3, 3), random.between(0.15, 0.35), random.between(4, 20)]
  const [day, waiting] = [dayShape(calendar, random), wandering(random, spread, memory)]
  return drawn(calendar, { range: [0, Infinity], whole: true, shaped: false, dense: true }, (row) => {
    const mean = level * day(calendar.hour(row))
    return { mean, sigma: spread * mean, value: Math.round(mean * Math.exp(waiting())) }
  })
}

/** A sensor in a room: smooth, with a day, weather and little noise. */
export const temperature: Domain = (calendar, random) => {
  const [level, swing, noise] = [random.between(5, 60), random.between(1, 6), random.between(0.05, 0.3)]
  const weather = wandering(random, random.between(1, 3), 4 * calendar.perDay)
  const peak = random.between(13, 17)
  return drawn(calendar, { range: [-100, 200], whole: false, shaped: true, dense: true }, (row) => {
    const year = 5 * Math.sin(2 * Math.PI * calendar.ofYear(row))
    const day = calendar.interval === 'P1D' ? 0 : swing * Math.cos((2 * Math.PI * (calendar.hour(row) - peak)) / 24)
    const mean = level + year + day + weather()
    const sigma = calendar.interval === 'P1D' ? 4 * noise : noise
    return { mean, sigma, value: mean + sigma * random.normal() }
  })
}

/** Bytes written by a job at a fixed hour, nearly nothing else. At P1D a job of one day in the week. */
export const batchJob: Domain = (calendar, random) => {
  const [size, noise, idle] = [10 ** random.between(3, 6), random.between(0.05, 0.15), random.between(0.005, 0.03)]
  const [starts, lasts, onDay] = [random.whole(0, 20), random.pick([1, 2, 3]), random.whole(0, 6)]
  return drawn(calendar, { ...AMOUNT, shaped: true, dense: true }, (row) => {
    const hour = calendar.hour(row)
    const runs =
      calendar.interval === 'P1D' ? calendar.dayOfWeek(row) === onDay : hour >= starts && hour < starts + lasts
    const mean = runs ? size : idle * size
    const share = runs ? noise : 3 * noise
    return { mean, sigma: share * mean, value: mean * Math.exp(share * random.normal()) }
  })
}

/** Share of a processor that is busy, in per cent: autocorrelated, with an end at 100. */
export const processor: Domain = (calendar, random) => {
  const [level, spread] = [random.between(10, 45), random.between(1.5, 5)]
  const [day, week] = [dayShape(calendar, random), weekShape(random, random.between(0.6, 1))]
  const [busy, noise] = [wandering(random, spread, random.between(2, 8)), spread / 3]
  return drawn(calendar, { range: [0, 100], whole: false, shaped: true, dense: true }, (row) => {
    const mean = Math.min(95, level * day(calendar.hour(row)) * week(calendar.dayOfWeek(row)))
    return { mean, sigma: Math.hypot(spread, noise), value: mean + busy() + noise * random.normal() }
  })
}

/** A measure whose noise grows threefold and shrinks again over weeks. */
export const driftingNoise: Domain = (calendar, random) => {
  const [level, noise, period] = [10 ** random.between(1, 3), random.between(0.02, 0.06), random.between(0.5, 1.2)]
  const day = dayShape(calendar, random)
  return drawn(calendar, { ...AMOUNT, shaped: true, dense: true }, (row) => {
    const mean = level * (0.7 + 0.3 * day(calendar.hour(row)))
    const sigma = noise * level * 3 ** Math.sin((2 * Math.PI * row) / (period * calendar.rows))
    return { mean, sigma, value: mean + sigma * random.normal() }
  })
}

/** Free memory: falls all day, at a speed of the day, and comes back when the process is started again at night. */
export const sawtooth: Domain = (calendar, random) => {
  const [size, noise, restart] = [10 ** random.between(2, 4), random.between(0.01, 0.03), random.between(0, 6)]
  const speed = wandering(random, 0.05, 2 * calendar.perDay)
  return drawn(calendar, { ...AMOUNT, shaped: true, dense: true }, (row) => {
    const since = (calendar.hour(row) - restart + 24) % 24
    const mean = size * (1 - 0.6 * (since / 24) * (1 + speed()))
    return { mean, sigma: noise * size, value: mean + noise * size * random.normal() }
  })
}

/** Errors of a service: a small share of its requests, with a heavy tail. */
export const errors: Domain = (calendar, random) => {
  const [level, size] = [10 ** random.between(0.7, 2), random.between(3, 12)]
  const day = dayShape(calendar, random)
  return drawn(calendar, { range: [0, Infinity], whole: true, shaped: false, dense: true }, (row) => {
    const mean = level * day(calendar.hour(row))
    return { mean, sigma: Math.sqrt(mean + mean ** 2 / size), value: random.negativeBinomial(mean, size) }
  })
}
