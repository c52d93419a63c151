import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  Alert,
  ArgumentsError,
  Dataset,
  Detector,
  Engine,
  Network,
  ServiceRole,
} from '../../../templates/terraform/index.ts'
import { DIFFERENCES } from './differences.ts'
import { synthesise } from './synthesise.ts'

const root = join(import.meta.dirname, '../../..')
const schema = JSON.parse(readFileSync(join(root, 'provider/schema.json'), 'utf8')) as {
  readonly resources: Readonly<Record<string, { readonly inputProperties: object }>>
}

const CONSTRUCTS = { Alert, Dataset, Detector, Engine, Network, ServiceRole }
const KINDS = Object.keys(CONSTRUCTS) as readonly (keyof typeof CONSTRUCTS)[]

/** Arguments of CDKTF that Pulumi has as options of a resource, looks up, or ships in another way. */
const OF_TERRAFORM: Readonly<Record<keyof typeof CONSTRUCTS, readonly string[]>> = {
  Alert: ['account', 'provider'],
  Dataset: ['account', 'provider'],
  Detector: ['account', 'provider'],
  Engine: ['account', 'code', 'provider'],
  Network: ['account', 'provider'],
  ServiceRole: ['account', 'provider'],
}

/** Names of all arguments that a construct knows: those that it proposes for one that there is not. */
function argumentsOf(kind: keyof typeof CONSTRUCTS): readonly string[] {
  try {
    synthesise((stack) => {
      const Construct = CONSTRUCTS[kind] as unknown as new (...all: unknown[]) => object
      void new Construct(stack, 'one', { engine: { name: 'main' }, detector: 'revenue', zzzzzzzzzzzzzzz: 1 })
    })
  } catch (error) {
    if (!(error instanceof ArgumentsError)) throw error
    const { reason = '' } = error.problems.find(({ path }) => path === 'zzzzzzzzzzzzzzz') ?? {}
    return [...reason.matchAll(/`(\w+)`/g)].map(([, name]) => name!).toSorted()
  }
  throw new Error('an argument that there is not was taken')
}

describe('the arguments of the constructs', () => {
  it.each(KINDS)('are those of the component %s, and those that only Terraform needs', (kind) => {
    const { inputProperties } = schema.resources[`crowsnest:index:${kind}`]!
    expect(argumentsOf(kind)).toEqual([...Object.keys(inputProperties), ...OF_TERRAFORM[kind]].toSorted())
  })
})

describe('docs/terraform.md', () => {
  it('lists every difference from the components of Pulumi with its reason', () => {
    const page = readFileSync(join(root, 'docs/terraform.md'), 'utf8')
    const [, table = ''] = /<!-- differences -->\n([\s\S]*?)<!-- end -->/.exec(page) ?? []
    const rows = table
      .trim()
      .split('\n')
      .slice(2)
      .map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()))
      .map(([, what, pulumi, ofTerraform, reason]) => ({ what, pulumi, terraform: ofTerraform, reason }))
    expect(rows).toEqual(DIFFERENCES)
  })
})
