import { markup, type Html } from '../engine/console/index.ts'
import { toIamPolicy } from '../policies/index.ts'
import type { RoleReview } from '../policies/review/index.ts'

/** Who may assume whom. */
interface Edge {
  readonly from: string
  readonly to: string
  /** What protects it, in few words. */
  readonly label: string
  /** What should protect it instead; empty for nothing. */
  readonly instead: string
  readonly status: 'as needed' | 'missing' | 'extra'
}

interface Box {
  readonly id: string
  readonly title: string
  readonly subtitle: string
  readonly status: RoleReview['status'] | 'outside'
  readonly column: number
  readonly row: number
}

const WIDTH = 270
const HEIGHT = 52
const GAP_X = 180
const GAP_Y = 20
const MARGIN = 6

/**
 * The trust between services and roles as a picture: services and others on the left, the roles that they assume in the middle,
 * and on the right the roles that those assume. What is deployed is drawn; what is missing is dashed.
 */
export function trustGraph(roles: readonly RoleReview[]): Html {
  const edges = roles.flatMap(edgesOf)
  const boxes = place(roles, edges)
  const at = new Map(boxes.map((box) => [box.id, box]))
  const columns = Math.max(...boxes.map(({ column }) => column)) + 1
  const rows = Math.max(...boxes.map(({ row }) => row)) + 1
  const width = columns * WIDTH + (columns - 1) * GAP_X + 2 * MARGIN
  const height = rows * HEIGHT + (rows - 1) * GAP_Y + 2 * MARGIN
  return markup`<svg class="trust" viewBox="0 0 ${width} ${height}" role="img" aria-label="${summary(edges)}">
<defs>${['needed', 'missing', 'extra'].map(
    (status) =>
      markup`<marker id="arrow-${status}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head ${status}" d="M0 0l8 4-8 4z"/></marker>`,
  )}</defs>
${edges.map((edge) => line(edge, at.get(edge.from)!, at.get(edge.to)!))}
${boxes.map(draw)}
</svg>`
}

/** A deployed trust policy's edges beside those that are needed. */
function edgesOf({ needed, deployed, arn, trust }: RoleReview): readonly Edge[] {
  const wanted = needed === null ? [] : assumptions(toIamPolicy(needed.trust))
  const present = deployed === null ? [] : assumptions(deployed.trust)
  const edge = (status: Edge['status'], { from, label }: Assumption): Edge => ({
    from,
    to: arn,
    label,
    instead: '',
    status,
  })
  if (trust?.equivalent === true) return present.map((one) => edge('as needed', one))
  return combined([
    ...present.map((one) => edge(wanted.some((other) => same(one, other)) ? 'as needed' : 'extra', one)),
    ...wanted.filter((one) => !present.some((other) => same(one, other))).map((one) => edge('missing', one)),
  ])
}

/** One edge where a role is trusted otherwise than is needed. */
function combined(edges: readonly Edge[]): readonly Edge[] {
  return [...Map.groupBy(edges, ({ from }) => from).values()].map((group): Edge => {
    const labels = (status: Edge['status']): string =>
      group
        .filter((edge) => edge.status === status)
        .map(({ label }) => label)
        .join('; ')
    const [first] = group
    const [extra, missing] = [labels('extra'), labels('missing')]
    if (group.length === 1 || extra === '') return first!
    const instead = missing === extra ? `another ${missing}` : missing
    return { ...first!, status: 'extra', label: extra, instead }
  })
}

interface Assumption {
  readonly from: string
  readonly label: string
  /** The condition whole, to tell another value from the same. */
  readonly condition: string
}

function same(one: Assumption, other: Assumption): boolean {
  return one.from === other.from && one.condition === other.condition
}

type Json = Readonly<Record<string, unknown>>

function assumptions(policy: unknown): readonly Assumption[] {
  const statements = asList((policy as Json | undefined)?.['Statement']) as readonly Json[]
  return statements.flatMap((statement) => {
    const actions = asList(statement['Action']).map(String)
    const assumes = actions.some((action) => /^(\*|sts:(\*|Assume))/i.test(action))
    if (statement['Effect'] !== 'Allow' || !assumes) return []
    const label = conditionLabel(statement['Condition'])
    const condition = JSON.stringify(statement['Condition'] ?? {}).replaceAll(/[[\]]/g, '')
    return principals(statement['Principal']).map((from) => ({ from, label, condition }))
  })
}

function principals(principal: unknown): readonly string[] {
  if (typeof principal === 'string') return [principal]
  if (typeof principal !== 'object' || principal === null) return ['everybody but some']
  return Object.values(principal).flatMap((value) => asList(value).map(String))
}

function conditionLabel(condition: unknown): string {
  const keys = asList(condition).flatMap((operators) =>
    Object.values(operators as Json).flatMap((keysOf) => Object.keys(keysOf as Json)),
  )
  if (keys.length === 0) return 'no condition'
  return keys.map((key) => KEYS[key.toLowerCase()] ?? key).join(', ')
}

const KEYS: Readonly<Record<string, string>> = {
  'sts:externalid': 'external id',
  'aws:sourcearn': 'source ARN',
  'aws:sourceaccount': 'source account',
}

/** Each box one column to the right of the furthest that assumes it; boxes of a column below each other. */
function place(roles: readonly RoleReview[], edges: readonly Edge[]): readonly Box[] {
  const arns = new Set(roles.map(({ arn }) => arn))
  const outside = [...new Set(edges.map(({ from }) => from).filter((from) => !arns.has(from)))]
  const assumedByRoles = new Set(edges.filter(({ from }) => arns.has(from)).map(({ to }) => to))
  const next = [0, 0, 0]
  const box = (column: number, rest: Omit<Box, 'column' | 'row'>): Box => ({ ...rest, column, row: next[column]++ })
  return [
    ...outside.map((id) => {
      const parts = id.split(':')
      const title = parts.length > 5 ? parts.slice(5).join(':') : id
      return box(0, {
        id,
        title,
        subtitle: parts.length > 5 ? `account ${parts[4]}` : 'AWS service',
        status: 'outside',
      })
    }),
    ...roles.map(({ arn, name, status, needed }) =>
      box(assumedByRoles.has(arn) ? 2 : 1, { id: arn, title: titleOf(name, needed), subtitle: name, status }),
    ),
  ]
}

function titleOf(name: string, needed: RoleReview['needed']): string {
  if (needed === null) return name
  const { kind, alert, detector } = needed
  if (alert !== null) return `alert ${alert}`
  return detector === null ? kind : `${kind} of ${detector}`
}

function line({ label, instead, status }: Edge, from: Box, to: Box): Html {
  const [x1, y1] = [left(from) + WIDTH, top(from) + HEIGHT / 2]
  const [x2, y2] = [left(to), top(to) + HEIGHT / 2]
  const bend = (x2 - x1) / 2
  const name = status === 'as needed' ? 'needed' : status
  // The label stands where the lines have parted already.
  return markup`<path class="edge ${name}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 3} ${y2}" marker-end="url(#arrow-${name})"/><text class="edge-label ${name}" x="${x2 - 12}" y="${y2 - 7}" text-anchor="end">${label}</text>${instead === '' ? null : markup`<text class="edge-label ${name}" x="${x2 - 12}" y="${y2 + 16}" text-anchor="end">instead of ${instead}</text>`}`
}

function draw(box: Box): Html {
  const [x, y] = [left(box), top(box)]
  return markup`<g class="box ${box.status.replaceAll(' ', '-')}"><title>${box.id}${box.status === 'outside' ? '' : `: ${box.status}`}</title><rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="9"/><text class="title" x="${x + 14}" y="${y + 22}">${cut(box.title, 29)}</text><text x="${x + 14}" y="${y + 39}">${cut(box.subtitle, 40)}</text></g>`
}

function left({ column }: Box): number {
  return MARGIN + column * (WIDTH + GAP_X)
}

function top({ row }: Box): number {
  return MARGIN + row * (HEIGHT + GAP_Y)
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}

/** The picture for those who do not see it. */
function summary(edges: readonly Edge[]): string {
  return edges
    .map(({ from, to, label, instead, status }) => {
      const how = instead === '' ? label : `${label} instead of ${instead}`
      return `${from} may assume ${to} (${how}; ${status})`
    })
    .join('. ')
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly unknown[]) : [value]
}
