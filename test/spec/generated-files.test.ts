import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generatedFiles } from '../../scripts/generated-files.ts'

const root = join(import.meta.dirname, '../..')
const files = await generatedFiles()

describe('generated files', () => {
  it.each([...files.keys()])('%s is what `npm run generate` writes', (path) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(files.get(path))
  })
})

interface Node {
  readonly $ref?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly $defs?: Readonly<Record<string, Node>>
  readonly additionalProperties?: unknown
}

describe('the schema of specs', () => {
  const schema = JSON.parse(readFileSync(join(root, 'spec/detector.schema.json'), 'utf8')) as Node
  const objects = objectsOf('DetectorSpec', schema)

  it.each(
    objects.flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).map(([key, node]) => ({ name, key, node })),
    ),
  )('$name.$key is described, for editors and the reference', ({ node }) => {
    const described = node.$ref === undefined ? node : schema.$defs![node.$ref.replace('#/$defs/', '')]!
    expect(described.description).toMatch(/\.$/)
  })

  it.each(objects)('%s allows only keys that it knows', (_name, node) => {
    expect(node.additionalProperties).toBe(false)
  })
})

function objectsOf(name: string, node: Node): readonly (readonly [string, Node])[] {
  const children = [...Object.entries(node.properties ?? {}), ...Object.entries(node.$defs ?? {})]
  return [
    ...(node.properties === undefined ? [] : [[name, node] as const]),
    ...children.flatMap(([key, child]) => objectsOf(key, child)),
  ]
}
