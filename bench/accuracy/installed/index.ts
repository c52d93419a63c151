import type { Method } from '../method.ts'
import { isolationForest } from './isolation-forest.ts'
import { randomCutForest } from './random-cut-forest.ts'

/** Peers that are not ours and must be installed first. Those that cannot be are left out, with the reason printed. */
export function installedPeers(wanted: { readonly rcf: boolean; readonly sklearn: boolean }): Method[] {
  return [
    ...(wanted.rcf ? installOrExplain('--rcf', randomCutForest) : []),
    ...(wanted.sklearn ? installOrExplain('--sklearn', isolationForest) : []),
  ]
}

function installOrExplain(flag: string, install: () => readonly Method[]): readonly Method[] {
  try {
    return install()
  } catch (error) {
    console.log(`${flag} is left out. ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}
