import { stackRule } from '../rule.ts'
import { stateBucketsOf } from '../state-buckets.ts'

/** What was learned and found outlives a mistaken destroy. */
export const stateKept = stackRule<{ protect: boolean }>({
  title: 'The state is not deleted with the stack',
  description:
    'A bucket of Crowsnest cannot be destroyed with everything in it; where the pack asks for it, Pulumi refuses to delete it at all.',
  enforcement: 'advisory',
  why: 'For a trial it is right to delete everything (`stateOnDestroy: delete`); for a detector that people rely on it is not.',
  severity: 'medium',
  cure: 'Leave `stateOnDestroy` of Engine at keep, and set `protectState: true` where the pack asks for it.',
  source: 'https://www.pulumi.com/docs/iac/concepts/resources/options/protect/',
  scope: 'crowsnest',
  settings: {
    protect: {
      description: 'Whether the resource option `protect` has to be set too.',
      type: 'boolean',
      default: false,
    },
  },
  check(stack, { protect: wanted }) {
    return stateBucketsOf(stack).flatMap(({ urn, properties, protect }) => [
      ...(properties['forceDestroy'] === true
        ? [{ urn, message: 'forceDestroy: destroying the stack deletes everything in the bucket. Leave it out.' }]
        : []),
      ...(wanted && !protect
        ? [{ urn, message: 'protect: Pulumi would delete the bucket. Set the resource option.' }]
        : []),
    ])
  },
  bad: { resources: [bucket(true)] },
  good: { resources: [bucket(false)] },
})

function bucket(forceDestroy: boolean) {
  return {
    type: 'aws:s3/bucket:Bucket',
    name: 'main-state',
    properties: { bucket: 'crowsnest-main-state', forceDestroy },
    below: 'crowsnest:index:Engine',
  }
}
