// Writes crowsnest.cdx.json: what `npm install crowsnest` brings and what is in its bundles, as CycloneDX. Needs a build.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { billOfMaterials } from './sbom/bill-of-materials.ts'
import { bundledPackages } from './sbom/shipped-packages.ts'

const root = join(import.meta.dirname, '..')
if (!existsSync(join(root, 'dist/provider'))) {
  process.stderr.write('There is no dist to look into. Run `npm run build` first.\n')
  process.exit(2)
}
const bill = billOfMaterials(bundledPackages(join(root, 'dist')))
writeFileSync(join(root, 'crowsnest.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`)
process.stdout.write(`crowsnest.cdx.json: ${bill.components.length} packages\n`)
