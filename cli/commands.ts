import type { Command } from './command.ts'

/**
 * The commands there are, in the order of the help. Each is loaded only when it is used or its help is shown, so that
 * `crowsnest` starts quickly whatever a command needs.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  check: () => import('./check.ts'),
  backtest: () => import('./backtest.ts'),
  run: () => import('./run.ts'),
  init: () => import('./init.ts'),
}
