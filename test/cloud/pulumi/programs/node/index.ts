import pulumi from '@pulumi/pulumi'

/** As a generated SDK declares it. */
class Pair extends pulumi.ComponentResource {
  declare readonly both: pulumi.Output<string>

  constructor(name: string, inputs: pulumi.Inputs) {
    super('tiny:index:Pair', name, { both: undefined, ...inputs }, {}, true)
  }
}

const greeting = new Pair('greeting', { left: 'good', right: 'morning', order: 'right-first' })
export const both = greeting.both
