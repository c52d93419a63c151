/** Whether a text is an IP address: 4, 6, or 0 for none. `node:net` has this too, but this room uses no network module. */
export function isIP(text: string): 0 | 4 | 6 {
  if (QUAD.test(text)) return 4
  return isIPv6(text) ? 6 : 0
}

const QUAD = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

function isIPv6(text: string): boolean {
  const quad = /:(\d[\d.]*)$/.exec(text)?.[1]
  const tail = quad?.includes('.') === true ? quad : null
  if (tail !== null && !QUAD.test(tail)) return false
  const hex = tail === null ? text : `${text.slice(0, -tail.length)}0:0`
  const halves = hex.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false
  return halves.length === 2 ? groups.length < 8 : groups.length === 8
}
