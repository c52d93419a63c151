import type { CommitRecord } from '../../engine/state/index.ts'

/** What an interval leaves in the store. */
export interface StateSize {
  readonly stateBytes: number
  readonly chunks: number
  readonly pointsBytes: number
}

/** Bytes and chunks of the state that a commit names, and of its points. */
export function sizeOfState({ snapshot, points }: CommitRecord): StateSize {
  return {
    stateBytes: snapshot.reduce((sum, { bytes }) => sum + bytes, 0),
    chunks: snapshot.length,
    pointsBytes: points?.bytes ?? 0,
  }
}
