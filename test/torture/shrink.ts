/**
 * A list of choices with fewer troubles that still comes to what `fails` says: parts of it are turned to 0, the calm choice, large ones first.
 *
 * @param most - runs at most
 */
export async function shrink(
  list: readonly number[],
  fails: (list: readonly number[]) => Promise<boolean>,
  most = 200,
): Promise<readonly number[]> {
  let best = withoutEnd(list)
  let runs = 0
  for (let size = best.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.length && runs < most; from += size) {
      if (best.slice(from, from + size).every((value) => value === 0)) continue
      const calmer = withoutEnd(best.map((value, index) => (index >= from && index < from + size ? 0 : value)))
      runs++
      if (await fails(calmer)) best = calmer
    }
  }
  return best
}

/** A list as people can hand it on: `place:choice`, the calm ones left out. */
export function writeChoices(list: readonly number[]): string {
  return list.flatMap((value, index) => (value === 0 ? [] : [`${index}:${value}`])).join(',')
}

/**
 * Reads what `writeChoices` wrote.
 *
 * @throws {RangeError} it is no such text
 */
export function readChoices(text: string): readonly number[] {
  const list: number[] = []
  for (const entry of text.split(',').filter((part) => part !== '')) {
    const [, index, value] = /^(\d{1,6}):(\d{1,6})$/.exec(entry) ?? []
    if (index === undefined) throw new RangeError(`"${entry}" is not place:choice, such as 12:1`)
    while (list.length < Number(index)) list.push(0)
    list[Number(index)] = Number(value)
  }
  return list
}

function withoutEnd(list: readonly number[]): readonly number[] {
  return list.slice(0, list.findLastIndex((value) => value !== 0) + 1)
}
