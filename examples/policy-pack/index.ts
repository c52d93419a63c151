import { PolicyPack } from '@pulumi/policy'
import { crowsnestPolicies } from 'crowsnest/policy-pack'

void new PolicyPack('acme', {
  policies: [
    ...crowsnestPolicies({
      'crowsnest-required-tags': { tags: { team: [], stage: ['test', 'live'] } },
      'crowsnest-permissions-boundary': { boundary: 'arn:aws:iam::*:policy/acme-boundary' },
      'crowsnest-policy-advice': 'disabled',
    }),
    {
      name: 'no-large-functions',
      description: 'Functions have at most 3 GB of memory.',
      enforcementLevel: 'advisory',
      validateResource({ type, props }, report) {
        if (type === 'aws:lambda/function:Function' && props['memorySize'] > 3072)
          report('Ask the platform team first.')
      },
    },
  ],
})
