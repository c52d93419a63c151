// Installs the locked dependencies when they are missing or the lock file changed, and says so. Plain JavaScript
// without imports of ours: it is the first thing that runs on a fresh clone, on whatever Node is there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const stamp = join(root, 'node_modules', '.crowsnest-installed')
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform} ${process.arch}`)
  .digest('hex')

if (!(existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)) {
  process.stderr.write('Installing what Crowsnest needs (once; about half a minute) ...\n')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const result = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' })
  if (result.status !== 0) {
    process.stderr.write('The installation failed; the reason stands above. Run `npm ci` to see all of its output.\n')
    process.exit(2)
  }
  writeFileSync(stamp, wanted)
}
