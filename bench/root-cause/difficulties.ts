import type { Difficulty } from './cases.ts'

/** The published set S: 48,000 leaves. */
const SET_S: Difficulty = {
  name: 'set S',
  sizes: [10, 12, 10, 8, 5],
  anomalies: [1, 3],
  slices: [1, 3],
  order: [1, 5],
  noise: [0, 0.25],
  severity: [0.2, 1],
  uneven: [0, 0.1],
  zeros: [0, 0.25],
  shape: [0.5, 1],
}

/** Levels of difficulty, the easiest first, all but the last ones with the 48,000 leaves of set S. */
export const DIFFICULTIES: readonly Difficulty[] = [
  { ...SET_S, name: 'one slice', anomalies: [1, 1], slices: [1, 1], order: [1, 2], noise: [0, 0.05], zeros: [0, 0] },
  { ...SET_S, name: 'up to three', anomalies: [1, 3], slices: [1, 1], order: [1, 3], noise: [0, 0.15] },
  SET_S,
  { ...SET_S, name: 'S, noise kept', keepsNoise: true },
  { ...SET_S, name: 'S, both ways', anomalies: [2, 3], bothWays: true, keepsNoise: true },
  { ...SET_S, name: 'S, heavy tails', heavyTails: true, keepsNoise: true },
  { ...SET_S, name: 'S, shared error', shared: 0.03, keepsNoise: true },
  { ...SET_S, name: 'S, ratio', ratio: true, keepsNoise: true, zeros: [0, 0] },
  { ...SET_S, name: 'counts', counts: true, keepsNoise: true, order: [1, 4], severity: [0.3, 1] },
  { ...SET_S, name: '320 leaves', sizes: [8, 5, 8], order: [1, 3], noise: [0, 0.15], keepsNoise: true, slices: [1, 2] },
]

/** Where nothing deviates: what is found is wrong. */
export const NOTHING: readonly Difficulty[] = DIFFICULTIES.filter(({ name }) => name !== 'one slice').map((level) => ({
  ...level,
  name: `${level.name}: nothing`,
  anomalies: [0, 0],
}))
