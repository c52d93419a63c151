import type { Method } from '../method.ts'
import { firstDifference } from './first-difference.ts'
import { holtWinters } from './holt-winters.ts'
import { ewmaZScore, windowedGaussian } from './moving-average.ts'
import { randomFloor } from './random-floor.ts'
import { seasonalHybridEsd } from './seasonal-hybrid-esd.ts'
import { seasonalNaive } from './seasonal-naive.ts'
import { spectralResidual } from './spectral-residual.ts'

/** What a user could take instead, each made as its authors meant it. */
export const PEERS: readonly Method[] = [
  holtWinters,
  seasonalNaive,
  seasonalHybridEsd,
  spectralResidual,
  ewmaZScore,
  windowedGaussian,
  firstDifference,
  randomFloor,
]
