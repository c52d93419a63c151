import { OperandError, type Comparison } from './operator.ts'

/** An address: 32 or 128 bits. */
interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

/**
 * IpAddress: the address lies in the range. A range without a prefix is one address; bits behind the prefix are ignored;
 * IPv4 and IPv6 never match each other.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export const ipAddress: Comparison = {
  compile(text) {
    const range = readRange(text)
    if (range === undefined) {
      throw new OperandError('CONDITION_VALUE_INVALID', `"${text}" is not an IP address or a range in CIDR notation`)
    }
    const shift = BigInt(range.address.bits - range.prefix)
    const network = range.address.value >> shift
    return (value) => {
      const address = readAddress(value)
      if (address === undefined) throw new OperandError('CONTEXT_VALUE_INVALID', `"${value}" is not an IP address`)
      return address.bits === range.address.bits && address.value >> shift === network
    }
  },
}

/** First and last address of a range, as numbers; undefined when it is none. */
export function addressRange(
  text: string,
): { readonly bits: 32 | 128; readonly first: bigint; readonly last: bigint } | undefined {
  const range = readRange(text)
  if (range === undefined) return undefined
  const { bits, value } = range.address
  const size = 1n << BigInt(bits - range.prefix)
  const first = (value / size) * size
  return { bits, first, last: first + size - 1n }
}

function readRange(text: string): { readonly address: Address; readonly prefix: number } | undefined {
  const [host, prefix, ...rest] = text.split('/')
  const address = readAddress(host!)
  if (address === undefined || rest.length > 0) return undefined
  if (prefix === undefined) return { address, prefix: address.bits }
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= address.bits ? { address, prefix: Number(prefix) } : undefined
}

function readAddress(text: string): Address | undefined {
  const four = readFour(text)
  if (four !== undefined) return { bits: 32, value: four }
  const value = readSix(text)
  return value === undefined ? undefined : { bits: 128, value }
}

function readFour(text: string): bigint | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined
  const bytes = text.split('.').map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) : undefined
}

function readSix(text: string): bigint | undefined {
  const dotted = text.lastIndexOf(':') + 1
  const four = text.includes('.') ? readFour(text.slice(dotted)) : undefined
  if (text.includes('.') && four === undefined) return undefined
  const plain =
    four === undefined ? text : `${text.slice(0, dotted)}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`
  const halves = plain.split('::')
  if (halves.length > 2) return undefined
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')))
  const [head = [], tail = []] = groups
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}
