import { parseArn, partitionOf, type AwsPlace } from '../../spec/index.ts'
import { LOCAL_PLACE } from '../run/index.ts'
import { listDetectors, readDeclared, type ObjectStore } from '../state/index.ts'

/** What is known of the place beside the state. */
export interface KnownPlace {
  /** 12 digits. */
  readonly account?: string | undefined
  readonly region?: string | undefined
  /** Region of a state in S3, where no other is given. */
  readonly defaultRegion?: string | undefined
}

/**
 * Account and region that the ARNs of a state's detectors have: for a state in S3 those of the engine, as far as the roles that were declared
 * for it tell; for a folder those of a detector without a cloud.
 *
 * @throws {StateError} when the state cannot be read
 */
export async function placeOfState(store: ObjectStore, known: KnownPlace): Promise<AwsPlace> {
  if (!store.url.startsWith('s3://')) {
    const { account = LOCAL_PLACE.account, region = LOCAL_PLACE.region } = known
    return { partition: LOCAL_PLACE.partition, region, account }
  }
  const region = known.region ?? known.defaultRegion ?? LOCAL_PLACE.region
  const account = known.account ?? (await accountOfRoles(store)) ?? LOCAL_PLACE.account
  return { partition: partitionOf(region), region, account }
}

/** Account of the first role that a detector is declared with. */
async function accountOfRoles(store: ObjectStore): Promise<string | undefined> {
  for await (const name of listDetectors(store)) {
    const declared = await readDeclared(store, name)
    const parts = [declared?.dataset, ...(declared?.alerts ?? []).map(({ alert }) => alert)]
    for (const part of parts) {
      const role = typeof part === 'object' && part !== null && 'role' in part ? part.role : undefined
      const account = typeof role === 'string' ? parseArn(role)?.account : undefined
      if (account !== undefined && account !== '') return account
    }
  }
  return undefined
}
