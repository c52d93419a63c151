// The policy pack with every rule: importing this file starts it. bin/policy-pack is what Pulumi is given.
import { findPackageJSON } from 'node:module'
import { dirname } from 'node:path'
import { PolicyPack } from '@pulumi/policy'
import { crowsnestPolicies } from './policies.ts'

// A pack takes its version from the package.json of the folder that it runs in, which would be that of the program.
process.chdir(dirname(findPackageJSON(import.meta.url)!))
void new PolicyPack('crowsnest', {
  displayName: 'Crowsnest',
  description: 'Rules for what Crowsnest deploys, and for the IAM policies of any stack.',
  provider: 'aws',
  policies: crowsnestPolicies(),
})
