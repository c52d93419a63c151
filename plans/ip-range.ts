/** A range of IPv4 addresses. */
export interface IpRange {
  /** The first address, as a number of 32 bits. */
  readonly first: number
  /** Bits that all addresses share, 0 .. 32. */
  readonly prefix: number
}

/** The range that a CIDR block such as `172.31.0.0/16` names; null when it names none, or an address inside of one. */
export function parseIpRange(text: string): IpRange | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)
  if (match === null) return null
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number]
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return null
  const first = ((a * 256 + b) * 256 + c) * 256 + d
  return first % sizeOf(prefix) === 0 ? { first, prefix } : null
}

/** The CIDR block of a range. */
export function formatIpRange({ first, prefix }: IpRange): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256)
  return `${octets.join('.')}/${prefix}`
}

/** The parts that a range falls into, by their number from the first on; it has to have so many. */
export function subrange({ first }: IpRange, prefix: number, number: number): IpRange {
  return { first: first + number * sizeOf(prefix), prefix }
}

function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix)
}
