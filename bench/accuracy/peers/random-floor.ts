import type { LabelledSeries } from '../labelled-series.ts'
import type { Method, Verdicts } from '../method.ts'
import { randomNumbers } from '../random-numbers.ts'

/** Random scores: what is found without looking. */
export const randomFloor: Method = {
  name: 'random scores',
  judge({ values, name }: LabelledSeries): Verdicts {
    const { uniform } = randomNumbers([...name].reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), 42))
    return { scores: values.map((value) => (Number.isNaN(value) ? 0 : uniform())) }
  },
}
