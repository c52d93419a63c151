import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAhead } from '../../../engine/sources/read-ahead.ts'

const folder = mkdtempSync(join(tmpdir(), 'read-ahead-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A file of several pieces whose bytes tell their place. */
const LENGTH = 1_000_003
const content = Buffer.from(Uint32Array.from({ length: LENGTH / 4 + 1 }, (_, i) => i * 2654435761).buffer, 0, LENGTH)

function written(name: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(pieces, (piece) => new Uint8Array(piece)))
}

describe('readAhead', () => {
  it.each([
    { start: 0, length: LENGTH },
    { start: 5, length: LENGTH - 5 },
    { start: 262_143, length: 262_144 },
    { start: 100, length: 1 },
    { start: 100, length: 0 },
  ])('reads $length bytes from byte $start', async ({ start, length }) => {
    expect(await all(readAhead(written('whole'), start, length))).toEqual(content.subarray(start, start + length))
  })

  it('ends with a file that became shorter, and leaves out what was added', async () => {
    const path = written('changing')
    truncateSync(path, 600_000)
    expect(await all(readAhead(path, 0, LENGTH))).toEqual(content.subarray(0, 600_000))
    appendFileSync(path, 'more')
    expect(await all(readAhead(path, 0, 600_000))).toEqual(content.subarray(0, 600_000))
  })

  it('keeps a piece until the next is asked for, however long that takes', async () => {
    let at = 0
    for await (const piece of readAhead(written('slow'), 0, LENGTH)) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      expect(Buffer.compare(piece, content.subarray(at, at + piece.length))).toBe(0)
      at += piece.length
    }
    expect(at).toBe(LENGTH)
  })

  it('stops when the signal says so, and fails for a file that is not there', async () => {
    const controller = new AbortController()
    const pieces = readAhead(written('stopped'), 0, LENGTH, controller.signal)
    await pieces.next()
    controller.abort(new Error('enough'))
    await expect(pieces.next()).rejects.toThrow('enough')
    await expect(readAhead(join(folder, 'absent'), 0, 10).next()).rejects.toThrow('ENOENT')
  })
})
