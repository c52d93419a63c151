import { UNKNOWN } from '../known-value.ts'
import { resourceRule } from '../rule.ts'

/** Functions on a runtime that is kept secure and that the code is made for. */
export const functionRuntime = resourceRule<{ runtimes: readonly string[] }>({
  title: 'Functions run on the wanted runtime',
  description: 'Every function that is deployed as a zip has one of the runtimes that the pack is configured with.',
  enforcement: 'mandatory',
  why: 'The code is made and tested for this runtime, and an old one gets no security fixes.',
  severity: 'medium',
  cure: 'Set `runtime`; the component Engine does by itself, so look for a `transform` that changes it.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
  scope: 'crowsnest',
  settings: {
    runtimes: {
      description: 'Runtimes that are allowed.',
      type: 'array',
      items: { type: 'string' },
      default: ['nodejs24.x'],
    },
  },
  types: ['aws:lambda/function:Function'],
  check({ properties: { runtime, packageType } }, { runtimes }) {
    if (packageType === 'Image' || runtime === UNKNOWN || runtimes.includes(String(runtime))) return []
    return [
      `runtime: ${runtime === undefined ? 'there is none' : `it is ${String(runtime)}`}. Use ${runtimes.join(' or ')}.`,
    ]
  },
  bad: { resources: [engine('nodejs18.x')] },
  good: { resources: [engine('nodejs24.x')] },
})

function engine(runtime: string) {
  return {
    type: 'aws:lambda/function:Function',
    name: 'engine-function',
    below: 'crowsnest:index:Engine',
    properties: { name: 'crowsnest-main', runtime, handler: 'index.handler' },
  }
}
