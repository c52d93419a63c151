import { isProven, type RoleProof } from './prove-role.ts'

/** What the proofs come to, in total. */
export interface ProofTotals {
  readonly roles: number
  readonly proven: number
  readonly recorded: number
  readonly planned: number
  readonly parts: number
  readonly probes: number
}

/** Sums of several proofs. */
export function proofTotals(proofs: readonly RoleProof[]): ProofTotals {
  const sum = (value: (proof: RoleProof) => number): number => proofs.reduce((total, proof) => total + value(proof), 0)
  return {
    roles: proofs.length,
    proven: proofs.filter(isProven).length,
    recorded: sum(({ calls }) => calls.recorded),
    planned: sum(({ calls }) => calls.planned),
    parts: sum(({ parts }) => parts.total),
    probes: sum(({ probes }) => probes.total),
  }
}

/** The proofs as a table in Markdown: a row for each role, and their sums. */
export function proofTable(proofs: readonly RoleProof[]): string {
  const rows = proofs.map(({ role, calls, parts, probes }) => {
    const needed = calls.recorded + calls.planned
    const removable = parts.removable.length
    return row([
      role,
      calls.recorded,
      calls.planned,
      `${needed - calls.denied.length} of ${needed}`,
      `${removable} of ${parts.total}`,
      `${probes.total - probes.allowed.length} of ${probes.total}`,
    ])
  })
  const { roles, proven, recorded, planned, parts, probes } = proofTotals(proofs)
  return [
    row(['Role', 'Recorded', 'Planned', 'Allowed', 'Removable', 'Denied']),
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    row([
      `**${proven} of ${roles} proven**`,
      count(recorded),
      count(planned),
      '',
      `of ${count(parts)}`,
      `of ${count(probes)}`,
    ]),
  ].join('\n')
}

/** What is not proven, a line each; empty when everything is. */
export function proofFailures(proofs: readonly RoleProof[]): readonly string[] {
  return proofs.flatMap(({ role, calls, parts, probes }) => [
    ...calls.denied.map(
      ({ operation, request }) =>
        `${role}: needs ${request.action} on ${request.resource} for ${operation}, and is denied`,
    ),
    ...parts.removable.map(
      ({ kind, statement, text }) => `${role}: nothing depends on the ${kind} ${text} of statement ${statement}`,
    ),
    ...probes.allowed.map(
      ({ mutation, detail, request }) =>
        `${role}: may call ${request.action} on ${request.resource}, which nobody needs (${mutation}${detail === '' ? '' : ` ${detail}`})`,
    ),
  ])
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}

function count(number: number): string {
  return number.toLocaleString('en')
}
