/** Levels of the log, the least first. */
const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const

/** How much a log entry matters. */
export type LogLevel = (typeof LEVELS)[number]

/** Facts of a log entry. */
export type LogFields = Readonly<Record<string, unknown>>

/** Writes entries of the log. */
export interface Log {
  readonly debug: (message: string, fields?: LogFields) => void
  readonly info: (message: string, fields?: LogFields) => void
  readonly warn: (message: string, fields?: LogFields) => void
  readonly error: (message: string, fields?: LogFields) => void
  /** The same log with more fields in every entry. */
  with(fields: LogFields): Log
}

/**
 * A log of one JSON object a line: `timestamp`, `level`, `message`, then the fields.
 *
 * @param level - entries below it are not written
 * @param now - epoch milliseconds
 */
export function jsonLog(write: (line: string) => void, level: LogLevel, now: () => number, fields: LogFields): Log {
  const at =
    (entryLevel: LogLevel) =>
    (message: string, more: LogFields = {}) => {
      if (LEVELS.indexOf(entryLevel) < LEVELS.indexOf(level)) return
      const timestamp = new Date(now()).toISOString()
      write(JSON.stringify({ timestamp, level: entryLevel, message, ...fields, ...more }))
    }
  return {
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
    with: (more) => jsonLog(write, level, now, { ...fields, ...more }),
  }
}

/** The level that a person wrote, in any case; undefined when there is no such level. */
export function logLevel(text: string): LogLevel | undefined {
  return LEVELS.find((level) => level === text.toUpperCase())
}
