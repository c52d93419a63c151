/**
 * Median, the upper of two middles.
 *
 * @param values - one or more numbers, none NaN; put into another order
 */
export function median(values: Float64Array): number {
  const middle = values.length >> 1
  let [low, high] = [0, values.length - 1]
  // Hoare 1961, Algorithm 65: Find. https://doi.org/10.1145/366622.366647
  while (low < high) {
    const pivot = values[(low + high) >> 1]
    let [left, right] = [low, high]
    while (left <= right) {
      while (values[left] < pivot) left++
      while (values[right] > pivot) right--
      if (left > right) break
      const value = values[left]
      values[left++] = values[right]
      values[right--] = value
    }
    if (right < middle) low = left
    if (middle < left) high = right
  }
  return values[middle]
}
