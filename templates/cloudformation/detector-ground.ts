import { resolveEngine, type ResolvedEngine } from '../../plans/index.ts'
import { parseArn, partitionOf, type AwsPlace, type DetectorSpec } from '../../spec/index.ts'
import type { DetectorTemplateSettings } from './detector-settings.ts'
import { imported } from './engine-exports.ts'
import { ANY_PARTITION, symbolicArn, symbolicName, symbolicPlace, type Stand } from './symbols.ts'

/** What the template of a detector is planned with. */
export interface DetectorGround {
  readonly place: AwsPlace
  readonly engine: ResolvedEngine
  readonly engineName: string
  readonly symbols: readonly Stand[]
}

/** Where the stack of a detector will be, as far as spec and settings say. */
export function detectorGround(spec: DetectorSpec, settings: DetectorTemplateSettings): DetectorGround {
  const { engine: engineName = 'main', region, accountOfStack } = settings
  const partition = region === undefined ? (partitionIn(spec) ?? ANY_PARTITION) : partitionOf(region)
  const symbolic = symbolicPlace(partition)
  const account: readonly Stand[] =
    accountOfStack === undefined ? [] : [{ token: accountOfStack, text: '${AWS::AccountId}' }]
  const place = {
    ...symbolic.place,
    ...(region !== undefined && { region }),
    ...(accountOfStack !== undefined && { account: accountOfStack }),
  }
  const name = symbolicName('EngineName')
  const role = symbolicArn(place, 1, 'EngineRoleArn', 'iam', 'role/symbolic-EngineRole', imported('RoleArn'))
  // The names of roles follow from the names of region and engine: those that are to be the components' need both.
  const known = region === undefined ? name.token : engineName
  return {
    place,
    engineName,
    engine: resolveEngine({ name: known, roleArn: role[0].token, stateBucket: 'symbolic-none' }, place),
    symbols: [...symbolic.symbols, ...account, name, ...role],
  }
}

/** The partition of the first ARN or region that a spec names; a stack of it can be made in no other. */
function partitionIn(value: unknown): string | undefined {
  if (typeof value === 'string') return parseArn(value)?.partition
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, item] of Object.entries(value)) {
    const found = key === 'region' && typeof item === 'string' ? partitionOf(item) : partitionIn(item)
    if (found !== undefined) return found
  }
  return undefined
}
