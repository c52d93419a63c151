import type { Attribute, Block } from './schema.ts'

/** Messages of Terraform's plugin protocol 6, as far as `terraform validate` needs them: protocol buffers, written by hand. */

/** The answer to GetProviderSchema. */
export function providerSchema(
  provider: Block,
  resources: Readonly<Record<string, Block>>,
  dataSources: Readonly<Record<string, Block>>,
): Buffer {
  const entries = (number: number, all: Readonly<Record<string, Block>>): readonly Buffer[] =>
    Object.entries(all).map(([name, block]) => bytes(number, join([bytes(1, name), bytes(2, schema(block))])))
  return join([bytes(1, schema(provider)), ...entries(2, resources), ...entries(3, dataSources)])
}

function schema(block: Block): Buffer {
  return bytes(2, blockMessage(block))
}

function blockMessage({ attributes, blocks }: Block): Buffer {
  return join([
    ...attributes.map((one) => bytes(2, attribute(one))),
    ...blocks.map(({ name, nesting, block }) =>
      bytes(3, join([bytes(1, name), bytes(2, blockMessage(block)), flag(3, nesting === 'list' ? 2 : 3)])),
    ),
  ])
}

function attribute({ name, type, required, optional }: Attribute): Buffer {
  return join([
    bytes(1, name),
    bytes(2, JSON.stringify(type)),
    ...(required ? [flag(4, 1)] : []),
    ...(optional ? [flag(5, 1)] : []),
    ...(required ? [] : [flag(6, 1)]),
  ])
}

/** A field with bytes, text or a message. */
function bytes(number: number, value: Buffer | string): Buffer {
  const content = typeof value === 'string' ? Buffer.from(value) : value
  return join([varint(number * 8 + 2), varint(content.length), content])
}

/** A field with a small number. */
function flag(number: number, value: number): Buffer {
  return join([varint(number * 8), varint(value)])
}

function varint(value: number): Buffer {
  const parts: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      parts.push(rest)
      return Buffer.from(parts)
    }
    parts.push((rest % 128) + 128)
  }
}

function join(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts)
}
