import { open } from 'node:fs/promises'

/** Few enough to stay in a core's cache until they are parsed. `bench/import` shows the need. */
const PIECE_BYTES = 1 << 18

/**
 * Reads bytes of a file, the next piece while its user is busy with the one before. Two buffers take turns, so a piece holds only
 * until the next is asked for: new memory for each took longer than reading.
 *
 * @param start - first byte
 * @param length - bytes; fewer come when the file ends before
 * @throws what `node:fs` throws, and the signal's reason
 */
export async function* readAhead(
  path: string,
  start: number,
  length: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted()
  const end = start + length
  const file = await open(path)
  let spare = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, length))
  let other = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, Math.max(0, length - PIECE_BYTES)))
  let position = start
  const read = async (buffer: Buffer): Promise<Uint8Array> => {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - position), position)
    position += bytesRead
    return buffer.subarray(0, bytesRead)
  }
  let next = read(spare)
  try {
    for (;;) {
      const piece = await next
      signal?.throwIfAborted()
      if (piece.length === 0) return
      ;[spare, other] = [other, spare]
      next = position < end ? read(spare) : Promise.resolve(spare.subarray(0, 0))
      // Nobody may ask for it; who does, gets the error.
      next.catch(() => undefined)
      yield piece
    }
  } finally {
    await next.catch(() => undefined)
    await file.close()
  }
}
