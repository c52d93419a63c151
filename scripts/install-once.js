// Installs the locked dependencies when they are missing or the lock file changed, and says so. Plain JavaScript
// without imports of ours: it is the first thing that runs on a fresh clone, on whatever Node is there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.crowsnest-installed')
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform} ${process.arch}`)
  .digest('hex')

// A linked node_modules belongs to another checkout, which must not lose it.
const linked = lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() ?? false

if (!linked && !(existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)) {
  process.stderr.write('Installing what Crowsnest needs (once; about half a minute) ...\n')
  // The development dependencies are needed whatever NODE_ENV says: the Node that runs the sources is one of them.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }
  const npm = process.env.npm_execpath
  const result = npm?.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (result.status !== 0) {
    fail(`The installation failed${result.error ? `: ${result.error.message}` : '; the reason stands above'}. \
Run \`npm ci\` to see all of its output.`)
  }
  if (!existsSync(join(modules, 'node', 'bin'))) {
    fail('npm did not run the install script of the package `node`. Run `npm ci --ignore-scripts=false` and try again.')
  }
  writeFileSync(stamp, wanted)
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
