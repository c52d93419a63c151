import { describe, expect, it } from 'vitest'
import { startProgress } from '../../cli/progress.ts'
import { fakeIo } from './fake-io.ts'

function run(terminal: number | undefined, times: readonly number[]): string {
  const io = fakeIo(terminal)
  let time = 0
  const progress = startProgress(io.stderr, () => time)
  for (const each of times) {
    time = each
    progress.update('reading', each, 4000)
  }
  progress.end()
  return io.err()
}

describe('startProgress', () => {
  it('keeps quiet about what takes less than a second', () => {
    expect(run(80, [0, 500, 999])).toBe('')
  })

  it('keeps quiet where nobody looks', () => {
    expect(run(undefined, [0, 2000, 3000])).toBe('')
  })

  it('draws over its own line and takes it away', () => {
    expect(run(80, [0, 2000])).toBe(`\r\u001b[K${'█'.repeat(12)}${'░'.repeat(12)}  50 % reading\r\u001b[K`)
  })

  it('draws at most every 80 ms', () => {
    expect(run(80, [1000, 1010, 1079, 1080]).split('reading')).toHaveLength(3)
  })

  it('stays within the terminal', () => {
    for (const part of run(20, [2000]).split('\r\u001b[K')) expect(part.length).toBeLessThan(20)
  })
})
