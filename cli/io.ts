import { buffer } from 'node:stream/consumers'
import { styleText } from 'node:util'

/** A colour or weight of terminal text, as node:util styleText knows them. */
export type Style = Parameters<typeof styleText>[0]

/** Where text goes: stdout for results, stderr for trouble and progress. */
export interface Output {
  write(text: string): void
  /** True on a terminal: the only place for progress bars. */
  readonly isTTY: boolean
  /** Width of the terminal in characters; 80 where it is not known. */
  readonly columns: number
  /** The text in a style, or as it is where NO_COLOR, FORCE_COLOR or the stream say so. */
  style(style: Style, text: string): string
}

/** What a command may touch of the process that runs it; a test hands in its own. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Directory that relative paths of the command line are relative to. */
  readonly cwd: string
  /** All of standard input, to its end. */
  stdin(): Promise<Uint8Array>
  /**
   * From the first call on, a SIGINT or SIGTERM does not end the process but aborts this signal, so that a command can
   * finish what it is at; a second one ends the process at once.
   */
  stopSignal(): AbortSignal
}

/**
 * The process itself. A reader that went away (`| head`) ends the process quietly.
 *
 * @returns the Io of this process; make it once
 */
export function processIo(): Io {
  let stop: AbortController | undefined
  return {
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    stdin: () => buffer(process.stdin),
    stopSignal() {
      stop ??= stopOnSignals()
      return stop.signal
    },
  }
}

function output(stream: NodeJS.WriteStream): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY === true
    },
    get columns() {
      return stream.columns ?? 80
    },
    style: (style, text) => styleText(style, text, { stream }),
  }
}

function stopOnSignals(): AbortController {
  const controller = new AbortController()
  const signals = { SIGINT: 130, SIGTERM: 143 } as const
  for (const [name, exitCode] of Object.entries(signals)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCode)
      controller.abort(new Error(`stopped by ${name}`))
    })
  }
  return controller
}
