#!/usr/bin/env node
// The `crowsnest` command. Installed, it runs the compiled code. Inside a clone it runs the TypeScript sources, on the
// clone's own Node where the machine's is older than what strips types.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const source = path('../cli/main.ts')
const [major, minor] = process.versions.node.split('.').map(Number)
const modern = major > 22 || (major === 22 && minor >= 18)

if (!existsSync(source)) {
  if (modern) await import('../dist/cli/main.js')
  else fail(`crowsnest needs Node 22.18 or newer; this is ${process.version}. Install a newer Node and try again.`)
} else if (modern) {
  await import('../cli/main.ts')
} else {
  const own = path('../node_modules/node/bin/node')
  if (!existsSync(path('../node_modules/.crowsnest-installed'))) {
    const { status } = spawnSync(process.execPath, [path('../scripts/install-once.js')], { stdio: 'inherit' })
    if (status !== 0) process.exit(status ?? 2)
  }
  const { status, signal } = spawnSync(own, [source, ...process.argv.slice(2)], { stdio: 'inherit' })
  if (signal) process.kill(process.pid, signal)
  process.exit(status ?? 2)
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
