/**
 * Inverse of a symmetric positive definite matrix by Cholesky's factors. A ridge is added to its diagonal, so that
 * columns that (nearly) repeat each other get small coefficients instead of wild ones.
 *
 * @param matrix - size * size numbers, rows one after the other; the lower triangle is read; not changed
 * @param ridge - added to the diagonal, relative to each element of it; > 0 and far below 1
 * @returns the whole inverse, same shape; a column whose diagonal is 0 has zeros
 * @see Golub and Van Loan, Matrix Computations, 4th edition, 4.2
 */
export function invertPositive(matrix: Float64Array, size: number, ridge: number): Float64Array {
  const factor = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] * (i === j ? 1 + ridge : 1)
      for (let k = 0; k < j; k++) sum -= factor[i * size + k] * factor[j * size + k]
      const pivot = factor[j * size + j]
      if (i !== j) factor[i * size + j] = pivot > 0 ? sum / pivot : 0
      else factor[i * size + i] = sum > 0 ? Math.sqrt(sum) : 0
    }
  }
  return squareOfInverse(invertLower(factor, size), size)
}

/** Inverse of a lower triangular matrix; stored transposed, so that its columns lie in rows. */
function invertLower(factor: Float64Array, size: number): Float64Array {
  const columns = new Float64Array(size * size)
  for (let column = 0; column < size; column++) {
    const at = column * size
    if (!(factor[at + column] > 0)) continue
    columns[at + column] = 1 / factor[at + column]
    for (let row = column + 1; row < size; row++) {
      const pivot = factor[row * size + row]
      if (!(pivot > 0)) continue
      let sum = 0
      for (let k = column; k < row; k++) sum += factor[row * size + k] * columns[at + k]
      columns[at + row] = -sum / pivot
    }
  }
  return columns
}

/** Product of the transposed inverse factor with itself. */
function squareOfInverse(columns: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = i; k < size; k++) sum += columns[i * size + k] * columns[j * size + k]
      inverse[i * size + j] = sum
      inverse[j * size + i] = sum
    }
  }
  return inverse
}
