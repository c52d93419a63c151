import { datasetAccess, PolicyError, serviceRoles, type EnginePlace, type PolicyErrorCode } from '../policies/index.ts'
import { SpecError, type SourceSpec } from '../spec/index.ts'
import { resolveSource } from '../spec/resolve-source.ts'
import type { Draft, Path } from './check-draft.ts'
import type { KnownPlace } from './check-detector.ts'
import { isUnknown, isWhole, keysOf, valueAt } from './draft-parts.ts'
import { propertyPath, type Problem } from './problem.ts'
import { OF_ACCOUNT, OF_REGION, SOMEWHERE } from './somewhere.ts'

const SOURCE: Path = ['dataset', 'source']

/** Sources with a bucket of data. */
const WITH_BUCKET: ReadonlySet<string> = new Set(['s3', 'athena', 'appflow'])

/**
 * What keeps a role from being made for a dataset, where its source says so.
 *
 * @param isSound - whether `checkDeclared` has nothing against the spec
 * @param place - what of it is not known is not compared with
 */
export function checkDatasetRole(
  spec: Draft,
  isSound: boolean,
  toProperty: (path: Path) => Path,
  place: KnownPlace,
): readonly Problem[] {
  const [kind] = keysOf(valueAt(spec.value, SOURCE))
  if (kind === undefined) return []
  const at = (key?: string): string => propertyPath(toProperty([...SOURCE, kind, ...(key === undefined ? [] : [key])]))
  const missing = kind === 'athena' ? folderProblems(spec, at) : []
  if (missing.length > 0 || !isSound || !isWhole(spec, SOURCE)) return missing
  const error = refusalOf(valueAt(spec.value, SOURCE) as SourceSpec, place)
  return error === null ? [] : [{ path: at(KEYS[error.code]), reason: error.message }]
}

/** Problems of arguments about buckets that a dataset has not. */
export function bucketProblems(spec: Draft, given: readonly string[]): readonly Problem[] {
  const [kind] = keysOf(valueAt(spec.value, SOURCE))
  if (kind === undefined) return []
  const useless = given.filter((name) => (name === 'resultsKeyArn' ? kind !== 'athena' : !WITH_BUCKET.has(kind)))
  return useless.map((path) => ({ path, reason: `The source ${kind} ${lackOf(path)}. Leave it out.` }))
}

function lackOf(name: string): string {
  return name === 'resultsKeyArn' ? 'keeps no results in a bucket' : 'has no bucket of data'
}

/** Folders of Athena that are neither there nor yet to come. */
function folderProblems(spec: Draft, at: (key: string) => string): readonly Problem[] {
  const there = keysOf(valueAt(spec.value, [...SOURCE, 'athena']))
  return ['data', 'results']
    .filter((key) => !there.includes(key) && !isUnknown(spec, [...SOURCE, 'athena', key]))
    .map((key) => ({ path: at(key), reason: new PolicyError('FOLDER_MISSING', { keys: [key] }).message }))
}

/** Keys of a source that some errors are about. */
const KEYS: Readonly<Partial<Record<PolicyErrorCode, string>>> = {
  SECRET_PREFIX: 'secret',
  SECRET_KEY_MISSING: 'secretKeyArn',
  ACCOUNT_ELSEWHERE: 'workgroup',
  REGION_ELSEWHERE: 'region',
  CATALOG_OTHER: 'catalog',
}

/** Why no role can be made; null where one can, and where that depends on what is not known. */
function refusalOf(source: SourceSpec, { account, region, partition }: KnownPlace): PolicyError | null {
  const isPlaced = region !== undefined && partition !== undefined
  const place: EnginePlace = {
    ...SOMEWHERE,
    ...(account !== undefined && { account }),
    ...(isPlaced && { region, partition }),
  }
  // Other partitions are told where each ARN stands.
  const ignored = ['ARN_PARTITION', ...(isPlaced ? [] : OF_REGION), ...(account === undefined ? OF_ACCOUNT : [])]
  try {
    const access = datasetAccess(resolveSource(source))
    if (access !== null) serviceRoles(place, 'any', [{ purpose: { kind: 'dataset' }, access }])
    return null
  } catch (error) {
    if (error instanceof SpecError) return null
    if (!(error instanceof PolicyError)) throw error
    return ignored.includes(error.code) ? null : error
  }
}
