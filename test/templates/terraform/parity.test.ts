import { describe, expect, it } from 'vitest'
import { Alert, Dataset, Detector, Engine, Network, ServiceRole } from '../../../components/index.ts'
import { checkInputs } from '../../aws-schema/index.ts'
import { runProgram, type ProgramRun } from '../../components/harness.ts'
import type { Registered } from '../../components/monitor.ts'
import { onTheWire } from '../../components/values.ts'
import { asPulumi, meaning, type Comparable } from './as-pulumi.ts'
import { PROGRAMS, synthesisOf, type Made } from './programs.ts'

const COMPONENTS = { Alert, Dataset, Detector, Engine, Network, ServiceRole }

function inPulumi(program: readonly Made[]): Promise<ProgramRun> {
  return runProgram(() => {
    const made = new Map<string, object>()
    for (const { kind, name, args, of } of program) {
      const Component = COMPONENTS[kind] as unknown as new (name: string, args: unknown) => object
      made.set(name, new Component(name, of === undefined ? args : { ...args, engine: made.get(of) }))
    }
  })
}

function inTerraform(title: string): readonly Comparable[] {
  return asPulumi(synthesisOf(title))
}

function ofPulumi({ resources }: ProgramRun): readonly Comparable[] {
  return resources
    .filter(({ custom, type }) => custom && type.startsWith('aws:'))
    .map((resource) => ({ ...resource, isKept: isLeft(resource, resources) }))
}

/** Pulumi's engine keeps what lies below what is kept. */
function isLeft({ retainOnDelete, protect, parent }: Registered, all: readonly Registered[]): boolean {
  const above = all.find(({ urn }) => urn === parent)
  return retainOnDelete || protect || (above !== undefined && isLeft(above, all))
}

/** What is compared: type and name with all properties by their meaning. */
function comparable(resources: readonly Comparable[]): Readonly<Record<string, unknown>> {
  const all = resources.map(({ type, name, inputs, isKept }) => {
    const { code, ...rest } = inputs as { readonly code?: unknown }
    const file = typeof code === 'object' ? 'engine.zip' : code
    const properties = meaning({ ...rest, ...(file !== undefined && { code: file }) })
    return [`${type} ${name}`, withoutOwner({ isKept, properties })] as const
  })
  return Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Who looks after a detector is the stack of Pulumi for one and Terraform for the other. */
function withoutOwner(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) => (key === 'managedBy' ? 'whoever deploys' : part)),
  ) as unknown
}

/** The code of a function is a file for Terraform and an archive for Pulumi. */
function asWire(inputs: Comparable['inputs']): Readonly<Record<string, unknown>> {
  const { code, ...rest } = inputs
  return code === undefined ? rest : { ...rest, code: onTheWire({ archive: code }) }
}

describe('the constructs of CDKTF', () => {
  it.each(Object.keys(PROGRAMS))('make the resources of the components of Pulumi: %s', async (title) => {
    const expected = comparable(ofPulumi(await inPulumi(PROGRAMS[title]!)))
    expect(Object.keys(expected).length).toBeGreaterThan(0)
    expect(comparable(inTerraform(title))).toEqual(expected)
  })

  it.each(Object.keys(PROGRAMS))(
    'make resources that the schemas of the provider have nothing against: %s',
    (title) => {
      const problems = inTerraform(title).flatMap(({ type, name, inputs }) =>
        checkInputs(type, asWire(inputs)).map((problem) => `${type} ${name}: ${JSON.stringify(problem)}`),
      )
      expect(problems).toEqual([])
    },
  )
})
