import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { proofTable, proveAll, type RoleProof } from '../policies/prove/index.ts'
import { recordedCalls } from '../test/recording/recorded-calls.ts'
import { serviceActions } from './service-actions.ts'

/** The page that has the table of the proof. */
export const PROOF_PAGE = join(import.meta.dirname, '../docs/least-privilege.md')

const BEGIN = '<!-- begin: written by `npm run prove` -->'
const END = '<!-- end -->'

/** Proves every generated role against the calls that the engine's tests make. */
export async function proofs(): Promise<readonly RoleProof[]> {
  return proveAll(recordedCalls(), await serviceActions())
}

/** The page with the table of these proofs between its marks. */
export async function proofPage(of: readonly RoleProof[]): Promise<string> {
  const { format, resolveConfig } = await import('prettier')
  const page = readFileSync(PROOF_PAGE, 'utf8')
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END, begin)
  if (begin === -1 || end === -1) throw new Error(`docs/least-privilege.md lacks ${BEGIN} or ${END}.`)
  const text = `${page.slice(0, begin)}${BEGIN}\n\n${proofTable(of)}\n\n${page.slice(end)}`
  return format(text, { ...(await resolveConfig(PROOF_PAGE)), filepath: PROOF_PAGE })
}
