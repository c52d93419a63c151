import { readVarint } from './thrift-skim.ts'

/**
 * Refuses texts that are written as what they add to the one before, when together they become far more than what is stored: a
 * megabyte can stand for hundreds of gigabytes.
 *
 * @param count - of the texts at most
 * @param most - bytes of all texts together
 * @throws {RangeError}
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/, DELTA_BYTE_ARRAY
 */
export function checkDeltaBytes(bytes: Uint8Array, from: number, count: number, most: number): void {
  const prefixes = sumOfDeltas(bytes, from, count)
  const suffixes = sumOfDeltas(bytes, prefixes.end, count)
  const total = prefixes.sum + suffixes.sum
  if (!(total <= most)) throw new RangeError(`it claims ${total} bytes of texts in a page`)
}

/** The sum of numbers that are written as differences (DELTA_BINARY_PACKED, 32 bits), negative ones as they are. */
function sumOfDeltas(bytes: Uint8Array, from: number, count: number): { readonly sum: number; readonly end: number } {
  const [blockSize, afterBlock] = varint(bytes, from)
  const [parts, afterParts] = varint(bytes, afterBlock)
  const [, afterCount] = varint(bytes, afterParts)
  const [first, afterFirst] = varint(bytes, afterCount)
  const size = blockSize / parts
  if (!(Number.isInteger(size) && size > 0 && size % 8 === 0 && parts <= bytes.length)) {
    throw new RangeError('its texts are not packed as they should be')
  }
  let value = unzigzag(first)
  let sum = Math.max(0, value)
  let at = afterFirst
  for (let seen = 1; seen < count;) {
    const [least, afterLeast] = varint(bytes, at)
    const widths = bytes.subarray(afterLeast, afterLeast + parts)
    if (widths.length < parts) throw new RangeError('its texts are cut off')
    at = afterLeast + parts
    for (const width of widths) {
      if (seen >= count) break
      if (width > 32 || at + (size * width) / 8 > bytes.length) throw new RangeError('its texts are cut off')
      for (let place = 0; place < size && seen < count; place++, seen++) {
        value = (value + unzigzag(least) + bits(bytes, at, place * width, width)) | 0
        sum += Math.max(0, value)
      }
      at += (size * width) / 8
    }
  }
  return { sum, end: at }
}

function varint(bytes: Uint8Array, at: number): readonly [number, number] {
  const { value, end } = readVarint(bytes, at)
  return [value, end]
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

function bits(bytes: Uint8Array, from: number, bit: number, width: number): number {
  let value = 0
  for (let place = 0; place < width; place++) {
    const at = bit + place
    value += ((bytes[from + (at >> 3)] >> (at & 7)) & 1) * 2 ** place
  }
  return value
}
