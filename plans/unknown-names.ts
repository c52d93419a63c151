import { nearest } from '../spec/nearest.ts'
import type { Problem } from './problem.ts'

/**
 * Problems of arguments that there are not: a misspelt one would have no effect. Languages without types do not notice.
 *
 * @param known - names of all arguments
 */
export function unknownNames(args: object, known: readonly string[]): readonly Problem[] {
  return Object.entries(args).flatMap(([name, value]) => {
    if (value === undefined || known.includes(name)) return []
    const meant = nearest(name, known)
    const help = meant === null ? `Use ${known.map((one) => `\`${one}\``).join(', ')}.` : `Did you mean \`${meant}\`?`
    return [{ path: name, reason: `There is no argument of this name. ${help}` }]
  })
}
