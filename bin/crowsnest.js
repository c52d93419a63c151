#!/usr/bin/env node
// The `crowsnest` command. Installed, it runs the compiled code. Inside a clone it runs the TypeScript sources, on the
// clone's own Node where the machine's is older than what strips types. Plain JavaScript for any Node from 18 on.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const [major, minor] = process.versions.node.split('.').map(Number)
const modern = major > 22 || (major === 22 && minor >= 18)
const clone = existsSync(path('../cli/main.ts'))

if (clone) await import('../scripts/install-once.js')
// An installed package has the review page; a clone makes it from its sources.
if (clone && modern && process.argv[2] === 'console') await import('../scripts/bundle-once.js')
if (modern) {
  const { main } = await import(clone ? '../cli/main.ts' : '../dist/cli/main.js')
  process.exitCode = await main(process.argv.slice(2))
} else if (clone) {
  runOn(path(`../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`))
} else {
  process.stderr.write(`crowsnest needs Node 22.18 or newer; this is ${process.version}. Install a newer Node.\n`)
  process.exitCode = 2
}

// Runs this file again on another Node and ends as that one ends. A terminal sends its Ctrl-C to both processes
// already, so passing SIGINT on as well would look like a second, impatient one.
function runOn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  const signals = ['SIGTERM', 'SIGHUP', 'SIGINT']
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !onTerminal) child.kill(signal)
    })
  }
  child.on('error', (error) => {
    process.stderr.write(
      `crowsnest: the clone's own Node does not run: ${error.message}\nRun \`npm ci\` and try again.\n`,
    )
    process.exitCode = 2
  })
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code
      return
    }
    for (const each of signals) process.removeAllListeners(each)
    process.kill(process.pid, signal)
  })
}
