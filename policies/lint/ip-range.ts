import { isIP } from './ip-address.ts'

/** An IP address or range of a condition. */
export interface IpRange {
  readonly version: 4 | 6
  /** The address as a number. */
  readonly address: bigint
  /** Bits that count. */
  readonly length: number
}

/** Reads an address with or without length; null when it is none. */
export function readRange(text: string): IpRange | null {
  const [address = '', length, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return null
  const bits = version === 4 ? 32 : 128
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > bits)) return null
  const number = version === 4 ? number4(address) : number6(address)
  return { version, address: number, length: length === undefined ? bits : Number(length) }
}

/** The range with the bits behind its length cleared, as text; null when they are clear already. */
export function cleared(range: IpRange): string | null {
  const bits = range.version === 4 ? 32 : 128
  const tail = BigInt(bits - range.length)
  const base = (range.address >> tail) << tail
  if (base === range.address) return null
  return `${range.version === 4 ? text4(base) : text6(base)}/${range.length}`
}

/** Whether all of a range is private: RFC 1918, loopback, link local, RFC 4193. */
export function isPrivate(range: IpRange): boolean {
  return PRIVATE.some((outer) => {
    if (outer.version !== range.version || outer.length > range.length) return false
    const tail = BigInt((range.version === 4 ? 32 : 128) - outer.length)
    return outer.address >> tail === range.address >> tail
  })
}

function number4(text: string): bigint {
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

function text4(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 255n)).join('.')
}

function number6(text: string): bigint {
  const [left = '', right] = withoutQuad(text).split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const groups = [...head, ...Array<string>(right === undefined ? 0 : 8 - head.length - tail.length).fill('0'), ...tail]
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

/** `::ffff:1.2.3.4` with two groups instead of the quad. */
function withoutQuad(text: string): string {
  return text.replace(/\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/, (quad) => {
    const number = number4(quad)
    return `${(number >> 16n).toString(16)}:${(number & 65_535n).toString(16)}`
  })
}

function text6(number: bigint): string {
  return Array.from({ length: 8 }, (_, index) => ((number >> BigInt(112 - index * 16)) & 65_535n).toString(16)).join(
    ':',
  )
}

const PRIVATE: readonly IpRange[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
].flatMap((text) => readRange(text) ?? [])
