/** A place in a list as text that sorts like its number. */
export function countingUp(index: number): string {
  return String(index).padStart(10, '0')
}

/** A moment as text that sorts the newest first. */
export function countingDown(epochMs: number): string {
  return String(LATEST - epochMs).padStart(15, '0')
}

/** The moment of a text that `countingDown` made. */
export function momentOfPosition(position: string): number {
  return LATEST - Number(position.slice(0, 15))
}

/** Beyond all dates of JavaScript's calendar. */
const LATEST = 9e14
