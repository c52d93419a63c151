import type { LabelledSeries } from '../labelled-series.ts'
import type { Method, Verdicts } from '../method.ts'

/*
 * Ren et al. 2019, Time-Series Anomaly Detection Service at Microsoft, https://doi.org/10.1145/3292500.3330680, with the
 * paper's numbers: average of the log spectrum over 3, gradient over 5, 5 estimated points; the saliency is compared with its last 100, as in
 * the authors' program, which finds more here than the 21 of the paper.
 */
const WINDOW = 256
const ESTIMATED = 5
const GRADIENTS = 5
const SMOOTH = 3
const LOCAL = 100

/** Online: each value is the last real one of a window of 256. */
export const spectralResidual: Method = { name: 'spectral residual', judge }

const cosines = Float64Array.from({ length: WINDOW / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / WINDOW))
const sines = Float64Array.from({ length: WINDOW / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / WINDOW))

function judge({ values }: LabelledSeries): Verdicts {
  const scores = new Float64Array(values.length)
  const real = new Float64Array(WINDOW)
  const imaginary = new Float64Array(WINDOW)
  const filled = values.slice()
  for (let row = 0; row < filled.length; row++)
    if (Number.isNaN(filled[row])) filled[row] = row > 0 ? filled[row - 1] : 0
  const known = WINDOW - ESTIMATED
  for (let row = known - 1; row < filled.length; row++) {
    if (Number.isNaN(values[row])) continue
    real.set(filled.subarray(row - known + 1, row + 1))
    real.fill(estimate(filled, row), known)
    scores[row] = saliencyOfLast(real, imaginary.fill(0), known - 1)
  }
  return { scores }
}

/**
 * What would come next, going on from the values before the newest: an odd value must not hide behind its own
 * continuation. (The paper's formula has the newest in it; its authors' program leaves it out.)
 */
function estimate(values: Float64Array, newest: number): number {
  const last = newest - 1
  let sum = 0
  for (let k = 1; k <= GRADIENTS; k++) sum += (values[last] - values[last - k]) / k
  return values[last - GRADIENTS + 1] + sum
}

function saliencyOfLast(real: Float64Array, imaginary: Float64Array, last: number): number {
  transform(real, imaginary)
  const logs = real.map((x, k) => Math.log(Math.hypot(x, imaginary[k]) + 1e-8))
  for (let k = 0; k < WINDOW; k++) {
    let average = 0
    for (let near = -1; near <= 1; near++) average += logs[(k + near + WINDOW) % WINDOW] / SMOOTH
    const factor = Math.exp(logs[k] - average) / Math.exp(logs[k])
    real[k] *= factor
    // Conjugated, so that the same transform goes back.
    imaginary[k] *= -factor
  }
  transform(real, imaginary)
  const saliency = (k: number): number => Math.hypot(real[k], imaginary[k])
  let mean = 0
  for (let k = last - LOCAL + 1; k <= last; k++) mean += saliency(k) / LOCAL
  return mean > 0 ? Math.max(0, (saliency(last) - mean) / mean) : 0
}

/** Fast Fourier transform in place, unscaled (Cooley and Tukey 1965). */
function transform(real: Float64Array, imaginary: Float64Array): void {
  for (let k = 1, j = 0; k < WINDOW; k++) {
    let bit = WINDOW >> 1
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit
    j ^= bit
    if (k < j) {
      ;[real[k], real[j]] = [real[j], real[k]]
      ;[imaginary[k], imaginary[j]] = [imaginary[j], imaginary[k]]
    }
  }
  for (let size = 2; size <= WINDOW; size *= 2) {
    const half = size / 2
    const stride = WINDOW / size
    for (let start = 0; start < WINDOW; start += size) {
      for (let k = 0; k < half; k++) {
        const [c, s] = [cosines[k * stride], -sines[k * stride]]
        const [a, b] = [start + k, start + k + half]
        const x = real[b] * c - imaginary[b] * s
        const y = real[b] * s + imaginary[b] * c
        real[b] = real[a] - x
        imaginary[b] = imaginary[a] - y
        real[a] += x
        imaginary[a] += y
      }
    }
  }
}
