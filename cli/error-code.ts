/** Whether an error of Node has this code. Here, too, because loading the engine's state for it would take a quarter of a second. */
export function hasErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
