import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { invertPositive } from '../../../../engine/anomalies/causes/cholesky.ts'
import { normalOfStudent, normalTail } from '../../../../engine/anomalies/causes/normal-tail.ts'

describe('normalTail', () => {
  // R 4.3, pnorm(z, lower.tail = FALSE)
  it.each([
    { z: 0, p: 0.5 },
    { z: 1.959963984540054, p: 0.025 },
    { z: -1.959963984540054, p: 0.975 },
    { z: 3, p: 1.349898031630095e-3 },
    { z: 6, p: 9.865876450376981e-10 },
    { z: 10, p: 7.619853024160527e-24 },
  ])('is $p above $z', ({ z, p }) => {
    expect(normalTail(z) / p).toBeCloseTo(1, 10)
  })

  it('falls with z and stays above 0', () => {
    const z = fc.double({ min: -4, max: 36, noNaN: true })
    fc.assert(
      fc.property(z, fc.double({ min: 0.001, max: 1, noNaN: true }), (value, more) => {
        expect(normalTail(value + more)).toBeLessThan(normalTail(value))
      }),
    )
    expect(normalTail(37)).toBeGreaterThan(0)
    expect(normalTail(1e6)).toBe(normalTail(37))
  })
})

describe('normalOfStudent', () => {
  // R 4.3, qt(0.975, 50), qt(0.995, 100), and the normal quantiles of the same probabilities
  it.each([
    { t: 2.008559, freedom: 50, z: 1.959964 },
    { t: 2.625891, freedom: 100, z: 2.575829 },
  ])('is $z for $t of $freedom degrees', ({ t, freedom, z }) => {
    expect(normalOfStudent(t, freedom)).toBeCloseTo(z, 3)
    expect(normalOfStudent(-t, freedom)).toBe(-normalOfStudent(t, freedom))
  })
})

describe('invertPositive', () => {
  // By hand: the inverse of ((4, 2), (2, 3)) is ((3, -2), (-2, 4)) / 8.
  it('inverts a small matrix', () => {
    const inverse = invertPositive(Float64Array.of(4, 2, 2, 3), 2, 1e-12)
    ;[0.375, -0.25, -0.25, 0.5].forEach((value, k) => expect(inverse[k]).toBeCloseTo(value, 9))
  })

  it('gives the identity times its matrix', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(number, { minLength: 36, maxLength: 36 }), (numbers) => {
        const matrix = new Float64Array(36)
        for (let i = 0; i < 6; i++) {
          for (let j = 0; j < 6; j++) {
            for (let k = 0; k < 6; k++) matrix[i * 6 + j] += numbers[i * 6 + k] * numbers[j * 6 + k]
            if (i === j) matrix[i * 6 + j] += 0.5
          }
        }
        const inverse = invertPositive(matrix, 6, 1e-13)
        for (let i = 0; i < 6; i++) {
          for (let j = 0; j < 6; j++) {
            let sum = 0
            for (let k = 0; k < 6; k++) sum += matrix[i * 6 + k] * inverse[k * 6 + j]
            expect(sum).toBeCloseTo(i === j ? 1 : 0, 8)
          }
        }
      }),
    )
  })

  it('gives a column of nothing nothing, and shares out one that is there twice', () => {
    expect([...invertPositive(Float64Array.of(0, 0, 0, 2), 2, 1e-9)].map((x) => Math.round(1e6 * x) / 1e6)).toEqual([
      0, 0, 0, 0.5,
    ])
    expect([...invertPositive(Float64Array.of(2, 0, 0, 0), 2, 1e-9)].map((x) => Math.round(1e6 * x) / 1e6)).toEqual([
      0.5, 0, 0, 0,
    ])
    const [a, b, c, d] = invertPositive(Float64Array.of(1, 1, 1, 1), 2, 1e-6)
    // Coefficients of a target that has the product 1 with both columns.
    expect(a + b).toBeCloseTo(0.5, 5)
    expect(c + d).toBeCloseTo(0.5, 5)
  })
})
