import type { AlertEvent } from '../event.ts'

/**
 * Writes an alert as one line.
 *
 * @param writeLine - takes a line without its end
 */
export function writeToLog(event: AlertEvent, writeLine: (line: string) => void): void {
  writeLine(event.message)
}
