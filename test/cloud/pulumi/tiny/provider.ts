import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pulumi from '@pulumi/pulumi'
import { type ConstructResult, type Provider, main } from '@pulumi/pulumi/provider/index.js'

const schema = readFileSync(join(import.meta.dirname, 'schema.json'), 'utf8')
const { version } = JSON.parse(schema) as { version: string }

interface PairInputs {
  readonly left: pulumi.Input<string>
  readonly right: pulumi.Input<string>
  readonly order?: pulumi.Input<string>
  readonly sign?: pulumi.Input<{ readonly text: string; readonly times?: number }>
}

class Pair extends pulumi.ComponentResource {
  readonly both: pulumi.Output<string>

  constructor(name: string, inputs: PairInputs, options: pulumi.ComponentResourceOptions) {
    super('tiny:index:Pair', name, {}, options)
    this.both = pulumi.output(inputs).apply(({ left, right, order, sign = { text: '-' } }) => {
      const words = order === 'right-first' ? [right, left] : [left, right]
      return words.join(sign.text.repeat(sign.times ?? 1))
    })
    this.registerOutputs({ both: this.both })
  }
}

class TinyProvider implements Provider {
  readonly version = version
  readonly schema = schema

  async construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<ConstructResult> {
    if (type !== 'tiny:index:Pair') throw new Error(`"${type}" is not a component of tiny.`)
    if (inputs['left'] === '') {
      const errors = [{ propertyPath: 'left', reason: 'is empty; give a word' }]
      throw new pulumi.InputPropertiesError({ message: `${name} cannot be made`, errors })
    }
    const { urn, both } = new Pair(name, inputs as PairInputs, options)
    return { urn, state: { both } }
  }
}

await main(new TinyProvider(), process.argv.slice(2))
