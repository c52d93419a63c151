// Proves the generated roles and writes the table of docs/least-privilege.md.
import { writeFileSync } from 'node:fs'
import { proofFailures, proofTable } from '../policies/prove/index.ts'
import { PROOF_PAGE, proofPage, proofs } from './proof-page.ts'

const all = await proofs()
const failures = proofFailures(all)
console.log(proofTable(all))
for (const failure of failures) console.error(failure)
writeFileSync(PROOF_PAGE, await proofPage(all))
process.exitCode = failures.length === 0 ? 0 : 1
