// Makes dist/, which `npm pack` ships: JavaScript and declarations, the zips of the Lambda functions, the review
// page, and the Pulumi provider.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeConsole } from './bundle-console.ts'
import { writeProvider } from './bundle-provider.ts'
import { writeBundles } from './bundle.ts'

const root = join(import.meta.dirname, '..')
rmSync(join(root, 'dist'), { recursive: true, force: true })
const compiler = join(root, 'node_modules/typescript-7/bin/tsc')
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 2)
for (const [name, bytes] of Object.entries(await writeBundles())) {
  process.stdout.write(`dist/bundle/${name}.zip: ${Math.ceil(bytes / 1024)} KB\n`)
}
for (const [name, bytes] of Object.entries(await writeConsole())) {
  process.stdout.write(`dist/console/${name}: ${Math.ceil(bytes / 1024)} KB\n`)
}
const provider = await writeProvider(join(root, 'dist/provider'), join(root, 'dist/bundle'))
process.stdout.write(`dist/provider/provider.mjs: ${Math.ceil(provider / 1024)} KB\n`)
