import { checkedArn, checkKey, checkRolePath, PolicyError } from '../policies/index.ts'
import { parseArn, type AwsPlace, type Finding } from '../spec/index.ts'
import { checkDraft, type Draft, type Path } from './check-draft.ts'
import { checkEngine, choiceProblems, roleProblems, type EngineDraft } from './check-engine.ts'
import { isUnknown, keysOf, valueAt } from './draft-parts.ts'
import { problemOf, propertyPath, type Problem } from './problem.ts'

/** What there is to say about arguments. */
export interface Check {
  /** What makes them unusable. */
  readonly problems: readonly Problem[]
  /** What is probably not meant so. */
  readonly warnings: readonly Problem[]
}

/** What is known of where a component is deployed to. */
export interface KnownPlace extends Partial<AwsPlace> {
  /** Path of the roles that the engine may assume; undefined while not known, or where the engine's own role is somebody else's. */
  readonly assumable?: string
}

/** How parts of a detector are deployed, as far as it is known; what is not known yet is left out. */
export interface DeploymentDraft {
  readonly engine?: Omit<EngineDraft, 'readers' | 'network'>
  readonly roles?: string
  readonly roleArn?: string
  readonly roleName?: string
  readonly rolePath?: string
  readonly permissionsBoundary?: string
  readonly bucketAccount?: string
  readonly bucketKeyArn?: string
  readonly resultsKeyArn?: string
  readonly topicKeyArn?: string
  readonly topicKeyArns?: Readonly<Record<string, string | undefined>>
  readonly activate?: boolean
  readonly backtest?: { readonly maxAlertsPerWeek?: number; readonly threshold?: number }
}

/** Everything that is wrong with how parts of a detector are to be deployed, at once. */
export function checkDeployment(draft: DeploymentDraft, place: KnownPlace): readonly Problem[] {
  const { engine, backtest } = draft
  return [
    ...(engine === undefined ? [] : checkEngine(engine, place).map(ofEngine)),
    ...choiceProblems('roles', draft.roles, ['separate', 'combined']),
    ...roleNameProblems(draft.roleName),
    ...problemOf('rolePath', draft.rolePath, checkRolePath),
    ...(draft.roleArn === undefined ? [] : existingRoleProblems('roleArn', draft.roleArn, place)),
    ...problemOf('permissionsBoundary', draft.permissionsBoundary, (arn) => checkBoundary(arn, place)),
    ...accountProblems('bucketAccount', draft.bucketAccount),
    ...problemOf('bucketKeyArn', draft.bucketKeyArn, (arn) => checkKey(partitionFor(arn, place), arn)),
    ...problemOf('resultsKeyArn', draft.resultsKeyArn, (arn) => checkKey(partitionFor(arn, place), arn)),
    ...problemOf('topicKeyArn', draft.topicKeyArn, (arn) => checkKey(partitionFor(arn, place), arn)),
    ...Object.entries(draft.topicKeyArns ?? {}).flatMap(([alert, key]) =>
      problemOf(propertyPath(['topicKeyArns', alert]), key, (arn) => checkKey(partitionFor(arn, place), arn)),
    ),
    ...numberProblems('backtest.maxAlertsPerWeek', backtest?.maxAlertsPerWeek, Infinity),
    ...numberProblems('backtest.threshold', backtest?.threshold, 100),
  ]
}

/**
 * Everything that is wrong with the part of a spec that a component declares.
 *
 * @param spec - with what others declare as unknown
 * @param toProperty - where in the arguments a part of the spec stands
 */
export function checkDeclared(spec: Draft, toProperty: (path: Path) => Path, place: KnownPlace): Check {
  const findings = checkDraft(spec).map((finding) => ({ finding, path: propertyPath(toProperty(finding.path)) }))
  const problems = findings
    .filter(({ finding }) => finding.level === 'error')
    .map(({ finding, path }) => ({ path, reason: textOf(finding) }))
  const warnings = findings
    .filter(({ finding }) => finding.level !== 'error')
    .map(({ finding, path }) => ({ path, reason: textOf(finding) }))
  const placed = arnsIn(spec).flatMap(({ arn, path, isRole }) => {
    const property = propertyPath(toProperty(path))
    if (problems.some((other) => other.path === property)) return []
    return isRole ? existingRoleProblems(property, arn, place) : partitionProblems(property, arn, place)
  })
  return { problems: [...problems, ...machineProblems(spec, toProperty), ...placed], warnings }
}

/**
 * What speaks against activating a detector.
 *
 * @param spec - as for `checkDeclared`
 */
export function checkActivation(spec: Draft, toProperty: (path: Path) => Path): readonly Problem[] {
  const source = ['dataset', 'source']
  const [kind] = keysOf(valueAt(spec.value, source))
  if (kind === undefined) return []
  const at = (key: string): Path => [...source, kind, key]
  const problem = (key: string, what: string): Problem => ({
    path: propertyPath(toProperty(at(key))),
    reason: `${what}, so that there is nothing to watch. ${CURES[key]!}, or set \`activate: false\` for a detector that is only backtested.`,
  })
  if (valueAt(spec.value, at('backtest')) === true) return [problem('backtest', 'It asks for a backtest on past data')]
  const continuous = at('continuous')
  const isThere = valueAt(spec.value, continuous) !== undefined || isUnknown(spec, continuous)
  return kind !== 's3' || isThere ? [] : [problem('continuous', 'It is missing')]
}

/** How a dataset comes to have something to watch. */
const CURES: Readonly<Record<string, string>> = {
  continuous: 'Name the path of the continuous data',
  backtest: 'Leave it out',
}

/** Problems of an existing role: of its ARN, and of the engine's right to assume it. */
export function existingRoleProblems(path: string, arn: string, place: KnownPlace): readonly Problem[] {
  const problems = roleProblems(path, arn, place)
  const { account, assumable } = place
  const role = parseArn(arn)
  if (problems.length > 0 || role === null) return problems
  if (account !== undefined && role.account !== account) {
    return [{ path, reason: `"${arn}" is a role of another account than the engine's, ${account}. Name one of that.` }]
  }
  if (assumable === undefined || role.resource.startsWith(`role${assumable}`)) return []
  return [
    {
      path,
      reason: `"${arn}" does not lie below ${assumable}, and the engine may assume no other roles. Name a role with this path.`,
    },
  ]
}

/** Problems of a number that is negative or too large. */
export function numberProblems(path: string, got: number | undefined, most: number): readonly Problem[] {
  if (got === undefined || (typeof got === 'number' && got >= 0 && got <= most)) return []
  const range = most === Infinity ? '0 or more' : `from 0 to ${most}`
  return [{ path, reason: `${JSON.stringify(got)} is not possible. Use a number, ${range}.` }]
}

/** Problems of what is not the number of an account. */
export function accountProblems(path: string, got: string | undefined): readonly Problem[] {
  if (got === undefined || /^\d{12}$/.test(got)) return []
  return [{ path, reason: `${JSON.stringify(got)} is not an account. Write its 12 digits, as text.` }]
}

/** The partition to compare an ARN with: its own while nothing else is known. */
export function partitionFor(arn: string, { partition }: KnownPlace): { readonly partition: string } {
  return { partition: partition ?? arn.split(':')[1] ?? '' }
}

function textOf({ message, help, code }: Finding): string {
  return `${message} ${help} [${code}]`
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
function roleNameProblems(got: string | undefined): readonly Problem[] {
  if (got === undefined || /^[\w+=,.@-]{1,64}$/.test(got)) return []
  const reason = `${JSON.stringify(got)} is not the name of a role. Use 1 to 64 letters, digits and _+=,.@- .`
  return [{ path: 'roleName', reason }]
}

function ofEngine({ path, reason }: Problem): Problem {
  return { path: path === 'engineName' ? 'engine.name' : `engine.${path}`, reason }
}

function checkBoundary(arn: string, place: KnownPlace): void {
  const form = 'iam::<account>:policy/<name>'
  checkedArn(partitionFor(arn, place), arn, 'a managed policy', form, /^policy\/[\w+=,.@/-]+$/)
}

/** A detector in AWS has no machine: neither folders and files of one, nor passwords in its environment. */
function machineProblems({ value }: Draft, toProperty: (path: Path) => Path): readonly Problem[] {
  return Object.entries(OF_A_MACHINE).flatMap(([place, reason]) => {
    const path = ['dataset', 'source', ...place.split('.')]
    return valueAt(value, path) === undefined ? [] : [{ path: propertyPath(toProperty(path)), reason }]
  })
}

const OF_A_MACHINE: Readonly<Record<string, string>> = {
  folder: 'A detector in AWS cannot read folders of a machine. Put the data into a bucket and use `s3`.',
  'rds.user':
    'A detector in AWS has no password in its environment. Put user and password into a secret of Secrets Manager and name it: `secret`.',
  'rds.certificateAuthority':
    'A detector in AWS has no files of a machine. Leave it out: the authorities of RDS and of Node are trusted.',
}

interface FoundArn {
  readonly arn: string
  readonly path: Path
  readonly isRole: boolean
}

/** ARNs in a spec that are known. */
function arnsIn({ value }: Draft): readonly FoundArn[] {
  const alerts = valueAt(value, ['alerts'])
  const count = Array.isArray(alerts) ? alerts.length : 0
  const places: readonly Path[] = [
    ['dataset', 'role'],
    ...['rds.secret', 'rds.secretKeyArn', 'redshift.secret', 'redshift.secretKeyArn', 'redshift.workgroup'].map(
      (key) => ['dataset', 'source', ...key.split('.')],
    ),
    ...Array.from({ length: count }, (_, i) => [
      ['alerts', i, 'channel', 'sns', 'topic'],
      ['alerts', i, 'channel', 'lambda', 'function'],
      ['alerts', i, 'role'],
    ]).flat(),
  ]
  return places.flatMap((path) => {
    const arn = valueAt(value, path)
    return typeof arn === 'string' ? [{ arn, path, isRole: path.at(-1) === 'role' }] : []
  })
}

function partitionProblems(path: string, got: string, { partition }: KnownPlace): readonly Problem[] {
  const arn = parseArn(got)
  if (arn === null || partition === undefined || arn.partition === partition) return []
  return [{ path, reason: new PolicyError('ARN_PARTITION', { got, partition }).message }]
}
