import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloudformationTemplates } from '../templates/cloudformation/index.ts'

// Writes the templates that are the same for all: `npm run templates`.
const folder = join(import.meta.dirname, '../templates/cloudformation')
for (const [file, text] of cloudformationTemplates()) writeFileSync(join(folder, file), text)
