import { randomCutForest } from '../accuracy/installed/random-cut-forest.ts'
import { randomNumbers } from '../layers/simulation.ts'

const POINTS = 20_000
const FEWER = 4000

/**
 * Points a second of the random cut forest of AWS (Java, with OpenSearch's settings), for one metric: the second run is as the first but
 * longer, so that the start of Java is no part of it.
 *
 * @throws {Error} when Java or Maven are not there or the library cannot be had
 */
export function forestPointsASecond(): number {
  const [forest] = randomCutForest()
  const secondsFor = (points: number): number => {
    const random = randomNumbers(20_261_130)
    const values = Float64Array.from(
      { length: points },
      (_, k) => 100 + 50 * Math.sin((2 * Math.PI * k) / 24) + 20 * random(),
    )
    const start = performance.now()
    forest.judge({
      name: 'one metric',
      interval: 'PT1H',
      seconds: 3600,
      times: values.map((_, k) => 3600 * k),
      values,
      labels: new Uint8Array(points),
    })
    return (performance.now() - start) / 1000
  }
  const few = secondsFor(FEWER)
  return (POINTS - FEWER) / (secondsFor(POINTS) - few)
}
