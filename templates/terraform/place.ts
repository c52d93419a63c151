import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity/index.js'
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js'
import { TerraformStack, type TerraformProvider } from 'cdktf'
import type { Construct } from 'constructs'
import { partitionOf, type AwsPlace } from '../../spec/index.ts'
import type { CommonArgs } from './common-args.ts'
import { isLate, keepLateValues, UNKNOWN_ACCOUNT, type LateValues } from './late-values.ts'
import { refuse } from './refuse.ts'

/** Where a construct is deployed to. */
export interface Place extends AwsPlace {
  /** Account as it is given to resources: a token where Terraform looks it up. */
  readonly accountText: string
  readonly isAccountKnown: boolean
}

/** Where a construct is deployed to, and what of its arguments is not known yet. */
export interface Opened {
  readonly place: Place
  readonly late: LateValues
}

/**
 * Looks where a construct is deployed to: region and account as its arguments say, else as the engine's, else those of its provider.
 *
 * @param what - type and id of the construct
 * @throws {ArgumentsError} when the region is not known at synthesis
 */
export function openPlace(
  scope: Construct,
  what: string,
  { region, account, provider }: CommonArgs,
  engine: { readonly region?: string; readonly account?: string; readonly partition?: string } = {},
): Opened {
  const where = region ?? engine.region ?? regionOf(scope, provider)
  if (where === undefined || isLate(where)) {
    const reason =
      'It is not known at synthesis, and the names of roles follow from it. Write it as text, here or at the AwsProvider.'
    refuse(what, [{ path: 'region', reason }])
    throw new Error('a region that is not known was not refused: a bug')
  }
  const known = account ?? engine.account
  const isAccountKnown = known !== undefined && !isLate(known)
  const accountText = known ?? lookUpAccount(scope, provider)
  const place = {
    partition: engine.partition ?? partitionOf(where),
    region: where,
    account: isAccountKnown ? known : UNKNOWN_ACCOUNT,
    accountText,
    isAccountKnown,
  }
  return { place, late: keepLateValues(what, place, isAccountKnown ? undefined : accountText) }
}

/** What of a place checks can compare with. */
export function knownPlace({ partition, region, account, isAccountKnown }: Place): Partial<AwsPlace> {
  return { partition, region, ...(isAccountKnown && { account }) }
}

/** Region of a provider, else of the only one of the stack that has no alias. */
function regionOf(scope: Construct, provider: TerraformProvider | undefined): string | undefined {
  const providers = TerraformStack.of(scope)
    .node.findAll()
    .filter((node): node is AwsProvider => node instanceof AwsProvider)
  const chosen = provider ?? providers.find(({ alias }) => alias === undefined)
  return chosen instanceof AwsProvider ? chosen.region : undefined
}

/** The account that Terraform looks up, once for each provider of a stack. */
function lookUpAccount(scope: Construct, provider: TerraformProvider | undefined): string {
  const stack = TerraformStack.of(scope)
  const id = `crowsnest-account${provider?.alias === undefined ? '' : `-${provider.alias}`}`
  const existing = stack.node.tryFindChild(id)
  if (existing instanceof DataAwsCallerIdentity) return existing.accountId
  return new DataAwsCallerIdentity(stack, id, provider === undefined ? {} : { provider }).accountId
}
