// One of the processes that race for names in a folder: `node race-worker.ts FOLDER COUNT`. Waits for a line, then
// prints the numbers of the names that it created.
import { once } from 'node:events'
import { folderStore } from '../../../engine/state/index.ts'

const [folder, count] = process.argv.slice(2)
const store = await folderStore(folder)
process.stdout.write('ready\n')
await once(process.stdin, 'data')
const won: number[] = []
for (let name = 0; name < Number(count); name++) {
  const bytes = Buffer.from(`${process.pid} `.repeat(2_000))
  if ((await store.create(`race/${name % 7}/${name}`, bytes)) === 'created') won.push(name)
}
process.stdout.write(`${JSON.stringify({ pid: process.pid, won })}\n`)
process.exit(0)
