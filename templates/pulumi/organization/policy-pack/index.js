import { PolicyPack } from '@pulumi/policy'
import { crowsnestPolicies } from 'crowsnest/policy-pack'
import { ACME, BOUNDARY_ARN } from '../src/acme.ts'

// JavaScript, as Pulumi compiles packs in TypeScript with a compiler of its own, which knows no modules of this kind.
// Crowsnest's own rules with Acme's settings; add rules of your own to the list.
void new PolicyPack('acme', {
  policies: [
    ...crowsnestPolicies({
      'crowsnest-required-tags': { tags: { team: [], stage: [...ACME.stages] } },
      'crowsnest-permissions-boundary': { boundary: BOUNDARY_ARN },
    }),
  ],
})
