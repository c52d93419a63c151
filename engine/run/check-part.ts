import { historyFromBytes } from '../anomalies/index.ts'
import { shardFromBytes } from '../detection/index.ts'

/**
 * Reads a part of a model's snapshot and forgets it: whether it can be gone on from.
 *
 * @throws {SnapshotError} when it is damaged or a newer Crowsnest wrote it
 * @throws {SyntaxError} when names are no JSON
 */
export function checkPart(name: string, bytes: Uint8Array): void {
  const [family, part] = name.split('/')
  if (family === 'state' || (family === 'layers' && part !== 'names')) shardFromBytes(bytes)
  else if (family === 'causes') historyFromBytes(bytes)
  else JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
}
