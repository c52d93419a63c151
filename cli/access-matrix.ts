import { accessLevel, toIamPolicy } from '../policies/index.ts'
import type { RoleReview } from '../policies/review/index.ts'

/** What a role may do with a resource. */
export interface AccessCell {
  readonly action: string
  /** How AWS classes the action, in lower case; `access` where that is not known. */
  readonly level: string
  /** Conditions that have to hold, each as key. */
  readonly conditions: readonly string[]
  readonly status: 'as needed' | 'missing' | 'extra'
}

/** Who may do what: a row for each resource, a cell for each role. */
export interface AccessMatrix {
  readonly roles: readonly RoleReview[]
  readonly rows: readonly { readonly resource: string; readonly cells: readonly (readonly AccessCell[])[] }[]
}

/** The access of all roles: what is needed and there, what is missing, and what is there beyond need. */
export function accessMatrix(roles: readonly RoleReview[]): AccessMatrix {
  const grants = roles.map(grantsOf)
  const resources = [...new Set(grants.flatMap((list) => list.map(({ resource }) => resource)))].toSorted(byService)
  return {
    roles,
    rows: resources.map((resource) => ({
      resource,
      cells: grants.map((list) => list.filter((grant) => grant.resource === resource)),
    })),
  }
}

interface Grant extends AccessCell {
  readonly resource: string
}

function grantsOf(role: RoleReview): readonly Grant[] {
  const { needed, deployed, access } = role
  if (needed === null) return deployedGrants(role)
  const missing = new Set((access?.removed ?? []).flatMap(({ action, resource }) => pairs(action, resource)))
  const wanted = (needed?.documents ?? [])
    .flatMap((document) => toIamPolicy(document).Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action = [], Resource = [], Condition = {} }) =>
      Action.flatMap((action) =>
        Resource.map((resource): Grant => {
          const isMissing = deployed === null || missing.has(`${action.toLowerCase()} ${resource}`)
          return {
            resource,
            action,
            level: levelOf(action),
            conditions: Object.values(Condition).flatMap((keys) => Object.keys(keys)),
            status: isMissing ? 'missing' : 'as needed',
          }
        }),
      ),
    )
  const extra = (access?.added ?? []).flatMap(({ action, resource, condition }) =>
    action.flatMap((one) =>
      resource.map((on): Grant => ({
        resource: on,
        action: one,
        level: levelOf(one),
        conditions: condition.map((text) => text.split(' ')[1] ?? text),
        status: 'extra',
      })),
    ),
  )
  return [...wanted, ...extra]
}

/** What a role that nobody needs may do, as its policies say it. */
function deployedGrants({ deployed }: RoleReview): readonly Grant[] {
  return (deployed?.policies ?? [])
    .flatMap(({ document }) => asList((document as Json | undefined)?.['Statement']) as readonly Json[])
    .filter((statement) => statement['Effect'] === 'Allow')
    .flatMap((statement) => {
      const conditions = asList(statement['Condition']).flatMap((operators) =>
        Object.values(operators as Json).flatMap((keys) => Object.keys(keys as Json)),
      )
      const actions = 'NotAction' in statement ? ['everything else'] : asList(statement['Action']).map(String)
      const resources = 'NotResource' in statement ? ['everything else'] : asList(statement['Resource']).map(String)
      return actions.flatMap((action) =>
        resources.map((resource) => ({
          resource,
          action,
          level: levelOf(action),
          conditions,
          status: 'extra' as const,
        })),
      )
    })
}

type Json = Readonly<Record<string, unknown>>

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly unknown[]) : [value]
}

function pairs(actions: readonly string[], resources: readonly string[]): readonly string[] {
  return actions.flatMap((action) => resources.map((resource) => `${action.toLowerCase()} ${resource}`))
}

function levelOf(action: string): string {
  return accessLevel(action)?.toLowerCase() ?? 'access'
}

/** Resources of one service together, the star last. */
function byService(one: string, other: string): number {
  return sortKey(one) < sortKey(other) ? -1 : 1
}

function sortKey(arn: string): string {
  return arn === '*' ? '~' : (arn.split(':')[2] ?? '') + arn
}
