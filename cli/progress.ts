import type { Output } from './io.ts'

/** A line that says how far a long task is. */
export interface Progress {
  /**
   * @param label - what is being done
   * @param done - how much of it is done, in any unit
   * @param total - how much there is; undefined where nobody knows
   */
  update(label: string, done: number, total: number | undefined): void
  /** Takes the line away. Call it in any case, before anything else is printed. */
  end(): void
}

const PATIENCE_MS = 1000
const PAUSE_MS = 80
const BAR = 24

/**
 * Progress on a terminal, from the second second on; nothing anywhere else.
 *
 * @param output - stderr, so that results can be piped
 * @param now - a clock in milliseconds
 * @returns the progress; its line is drawn over itself
 */
export function startProgress(output: Output, now: () => number = () => performance.now()): Progress {
  const started = now()
  let drawn = -Infinity
  return {
    update(label, done, total) {
      const time = now()
      if (!output.isTTY || time - started < PATIENCE_MS || time - drawn < PAUSE_MS) return
      drawn = time
      const text = total === undefined || total <= 0 ? label : `${bar(Math.min(1, done / total))} ${label}`
      output.write(`\r\u001b[K${text.slice(0, output.columns - 1)}`)
    },
    end() {
      if (drawn > -Infinity) output.write('\r\u001b[K')
      drawn = -Infinity
    },
  }
}

function bar(share: number): string {
  const full = Math.round(share * BAR)
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${String(Math.floor(share * 100)).padStart(3)} %`
}
