import { isAbsolute } from 'node:path'
import {
  checkSpec,
  withDefaults,
  type CheckedSpec,
  type DetectorSpec,
  type Finding,
  type ResolvedDetector,
} from '../../spec/index.ts'
import {
  apiRecordKey,
  declareDetector,
  hashJson,
  readDeclared,
  type DeclaredDetector,
  type ObjectStore,
} from '../state/index.ts'
import { RunError } from './run-error.ts'

/**
 * Writes a detector with its dataset and alerts into the state, as the components do in a cloud. What a detector is
 * declared as is what runs.
 *
 * @param spec - checked
 * @returns true when something changed
 */
export async function declareSpec(store: ObjectStore, spec: DetectorSpec): Promise<boolean> {
  const { dataset, alerts = [], ...detector } = spec
  const changed = await declareDetector(store, spec.detector, {
    detector,
    dataset,
    alerts: alerts.map((alert) => ({ name: alert.name, alert })),
  })
  return changed.length > 0
}

/** Who manages a declared detector, such as a Pulumi stack; null for nobody, or for the API where that made it. */
export function managerOf({ detector }: Pick<DeclaredDetector, 'detector'>): string | null {
  const managedBy = typeof detector === 'object' && detector !== null && 'managedBy' in detector && detector.managedBy
  return typeof managedBy === 'string' ? managedBy : null
}

/** Whether a dataset's paths start from the folder of its spec, which whoever declared it alone knows. */
export function hasRelativePaths({ source }: ResolvedDetector['dataset']): boolean {
  if (source.kind !== 'folder') return false
  return [source.historical, source.continuous].some((path) => path !== null && !isAbsolute(path))
}

/**
 * Refuses to declare a detector over that of somebody else: it would be changed, and its alerts removed, behind their back.
 *
 * @param managedBy - who declares
 * @throws {RunError} DETECTOR_OF_OTHERS
 */
export async function refuseForeign(store: ObjectStore, name: string, managedBy: string): Promise<void> {
  const declared = await readDeclared(store, name)
  if (declared === undefined) return
  const manager = managerOf(declared)
  const byApi = manager === null && (await store.get(apiRecordKey(name))) !== undefined
  if (!byApi && (manager === null || manager === managedBy)) return
  throw new RunError({ code: 'DETECTOR_OF_OTHERS', detector: name, url: store.url, manager })
}

/** An alert that does not fit its detector, and why. */
export interface MisfitAlert {
  readonly alert: string
  readonly reason: string
}

/**
 * Reads a declared detector and checks it: its parts may have come from different hands. An alert that does not fit is left
 * out, because whoever added it must not stop the detector of others.
 *
 * @param onMisfit - is told of each alert that is left out
 * @throws {RunError} DETECTOR_UNKNOWN, DATASET_MISSING, DETECTOR_INVALID
 */
export async function loadDetector(
  store: ObjectStore,
  name: string,
  onMisfit?: (misfit: MisfitAlert) => void,
): Promise<ResolvedDetector> {
  const declared = await readDeclared(store, name)
  if (declared === undefined) throw new RunError({ code: 'DETECTOR_UNKNOWN', detector: name, url: store.url })
  return resolveDeclared(name, declared, onMisfit)
}

/**
 * Checks what is declared under a detector's name.
 *
 * @param onMisfit - is told of each alert that is left out
 * @throws {RunError} DATASET_MISSING, DETECTOR_INVALID
 */
export function resolveDeclared(
  name: string,
  declared: DeclaredDetector,
  onMisfit?: (misfit: MisfitAlert) => void,
): ResolvedDetector {
  if (declared.dataset === undefined) throw new RunError({ code: 'DATASET_MISSING', detector: name })
  const other = otherName(name, declared)
  if (other !== undefined) {
    const text = `detector: ${JSON.stringify(other)} is declared in the place of "${name}". Declare each under its own name.`
    throw new RunError({ code: 'DETECTOR_INVALID', detector: name, findings: text })
  }
  const { spec, findings } = checkDeclared(declared, declared.alerts)
  if (spec !== null) return withDefaults(spec)
  const misfits = misfitsOf(findings, declared.alerts)
  const fitting = checkDeclared(
    declared,
    declared.alerts.filter((_, index) => !misfits.has(index)),
  )
  if (fitting.spec === null) {
    const texts = findings.filter(({ level }) => level === 'error').map(textOf)
    throw new RunError({ code: 'DETECTOR_INVALID', detector: name, findings: texts.join(' ') })
  }
  for (const [index, reason] of misfits) onMisfit?.({ alert: declared.alerts[index]!.name, reason })
  return withDefaults(fitting.spec)
}

/**
 * Parts of a declaration with errors in them, for whoever has the parts from elsewhere, too.
 *
 * @returns of a declaration that can be used: none
 */
export function faultyParts(name: string, declared: DeclaredDetector): ReadonlySet<'detector' | 'dataset'> {
  const { findings } = checkDeclared(declared, [])
  const errors = findings.filter(({ level }) => level === 'error')
  const parts = errors.map(({ path }) => (path[0] === 'dataset' ? 'dataset' : 'detector'))
  return new Set(otherName(name, declared) === undefined ? parts : ['detector', ...parts])
}

/** The name that a declared detector has instead of that which it stands under. */
function otherName(name: string, { detector }: DeclaredDetector): string | undefined {
  const own = typeof detector === 'object' && detector !== null && 'detector' in detector && detector.detector
  return typeof own === 'string' && own !== name ? own : undefined
}

function checkDeclared({ detector, dataset }: DeclaredDetector, alerts: DeclaredDetector['alerts']): CheckedSpec {
  return checkSpec({
    ...(detector as object),
    dataset,
    ...(alerts.length > 0 && { alerts: alerts.map(({ alert }) => alert) }),
  })
}

/** Reasons by the alert's place among all: errors in it, or that it is one too many. */
function misfitsOf(findings: readonly Finding[], alerts: DeclaredDetector['alerts']): ReadonlyMap<number, string> {
  const reasons = new Map<number, string>()
  for (const finding of findings) {
    const [first, index] = finding.path
    if (finding.level !== 'error' || first !== 'alerts') continue
    const limit = finding.code === 'ALERTS_TOO_MANY' ? Number(finding.args['limit']) : alerts.length
    const concerned = typeof index === 'number' ? [index] : [...alerts.keys()].slice(limit)
    for (const each of concerned) reasons.set(each, [reasons.get(each) ?? [], textOf(finding)].flat().join(' '))
  }
  return reasons
}

function textOf({ path, message, help }: Finding): string {
  return `${path.length === 0 ? '' : `${path.join('.')}: `}${message} ${help}`
}

/**
 * Hash of what gives learned state its meaning: another interval, zone, set of metrics or choice of records needs a new
 * generation. Paths, formats, offsets, what missing data
 * means, quotas and alerts may change without one.
 */
export function meaningOf({ interval, dataset }: ResolvedDetector): string {
  const { timezone, measures, dimensions, filters } = dataset
  return hashJson({ interval, timezone, measures, dimensions, filters })
}
