// Bundles the review page of a clone into dist/console when it is missing or its sources have changed; a few milliseconds
// when it is fresh. Plain JavaScript, so that what needs TypeScript is loaded only where there is something to do.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

if (!isFresh()) {
  const { writeConsole } = await import('./bundle-console.ts')
  await writeConsole()
}

function isFresh() {
  const stamp = join(root, 'dist/console/inputs.json')
  if (!existsSync(stamp)) return false
  try {
    const { inputs, hash } = JSON.parse(readFileSync(stamp, 'utf8'))
    const now = createHash('sha256')
    for (const input of inputs) now.update(readFileSync(join(root, input)))
    return now.digest('hex') === hash
  } catch {
    // A source is gone, or the stamp is not whole: made anew.
    return false
  }
}
