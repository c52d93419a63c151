import type { DetectorReport, StateFinding } from '../engine/index.ts'
import type { Output } from './io.ts'
import { printable } from './table.ts'

const STYLES = { error: 'red', warning: 'yellow', info: 'blue' } as const

/** How a finding about a state is shown: what and where, then what to do. */
export function stateFindingText({ code, level, key, message, help }: StateFinding, output: Output): string {
  const label = output.style(STYLES[level], level)
  return `${label} ${printable(key)}\n  ${printable(message)} [${code}]\n  ${help}\n`
}

/** What there is of a detector, on a few lines. */
export function detectorReportText({ detector, status, current, generations }: DetectorReport): string {
  const lines = generations.map(({ generation, commits, lastEnd, kept, unreferenced, collectable, unsent }) => {
    const amounts = Object.values(kept)
    const bytes = amounts.reduce((sum, amount) => sum + amount.bytes, 0)
    const objects = amounts.reduce((sum, amount) => sum + amount.objects, 0)
    const last = lastEnd === null ? '' : `, the last until ${new Date(lastEnd).toISOString()}`
    // Nobody goes on in another generation, and so nobody collects.
    const fate =
      generation === current ? 'to be collected by the engine' : 'removed by `state repair --remove-unreferenced`'
    return [
      `  generation ${generation}${generation === current ? ' (in force)' : ''}: ${counted(commits, 'commit')}${last}; ` +
        `${counted(objects, 'object')}, ${bytesText(bytes)}`,
      ...(unreferenced.objects === 0
        ? []
        : [
            `    not named by any commit: ${counted(unreferenced.objects, 'object')}, ${bytesText(unreferenced.bytes)}`,
          ]),
      ...(collectable.objects === 0
        ? []
        : [
            `    of earlier states, ${fate}: ${counted(collectable.objects, 'object')}, ${bytesText(collectable.bytes)}`,
          ]),
      ...(unsent === 0 ? [] : [`    to be sent: ${counted(unsent, 'alert')}`]),
    ].join('\n')
  })
  return `${[`${detector}: ${status ?? 'status unknown'}`, ...lines].join('\n')}\n`
}

/** A number with what it counts. */
export function counted(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`
}

/** Bytes for people. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${power === 0 ? value : value.toPrecision(3)} ${units[power]}`
}
