import type { Io, Output } from '../../cli/io.ts'

/** An Io that keeps what was written. */
export interface FakeIo extends Io {
  readonly out: () => string
  readonly err: () => string
}

/** @param terminal - width of a terminal; undefined for a pipe */
export function fakeIo(terminal?: number, cwd: string = process.cwd()): FakeIo {
  const written = { out: '', err: '' }
  const output = (key: 'out' | 'err'): Output => ({
    write: (text) => {
      written[key] += text
    },
    isTTY: terminal !== undefined,
    columns: terminal ?? 80,
    style: (_style, text) => text,
  })
  return {
    stdout: output('out'),
    stderr: output('err'),
    env: {},
    cwd,
    stdin: async () => new Uint8Array(),
    stopSignal: () => new AbortController().signal,
    out: () => written.out,
    err: () => written.err,
  }
}
