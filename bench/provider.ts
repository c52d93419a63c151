// How long the provider takes to start, to tell its schema and to make an engine, against the in-process Pulumi engine of the
// tests; how much memory it has then, and how large it is.
// npm run bench:provider -- [rounds]
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeBundles } from '../scripts/bundle.ts'
import { writeProvider } from '../scripts/bundle-provider.ts'
import { startPlugin } from '../test/provider/plugin.ts'

const ROUNDS = Number(process.argv[2] ?? 9)
const WARM = 20
const ENGINE = { type: 'crowsnest:index:Engine', inputs: {} }

const folder = await mkdtemp(join(tmpdir(), 'crowsnest-bench-provider-'))
try {
  await writeBundles(join(folder, 'functions'))
  await writeProvider(join(folder, 'provider'), join(folder, 'functions'))
  const plugin = join(folder, 'provider/pulumi-resource-crowsnest')
  const code = join(folder, 'provider/provider.mjs')
  const times = { start: [], schema: [], first: [], next: [] } as Record<string, number[]>
  let memory = 0
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now()
    const provider = await startPlugin(plugin)
    times['start']!.push(performance.now() - begin)
    times['schema']!.push(await took(() => provider.schema()))
    times['first']!.push(await took(() => provider.construct({ ...ENGINE, name: 'main' })))
    for (let time = 0; time < WARM; time++) {
      times['next']!.push(await took(() => provider.construct({ ...ENGINE, name: `engine-${time}` })))
    }
    memory = Math.max(memory, await residentMegabytes(provider.pid))
    await provider.stop()
  }
  const { size } = await stat(code)
  console.log(`provider.mjs: ${kilobytes(size)}, ${kilobytes(gzipSync(await readFile(code)).length)} compressed`)
  console.log(`from its start to the port         ${median(times['start']!)} ms`)
  console.log(`GetSchema                          ${median(times['schema']!)} ms`)
  console.log(`Construct of an Engine, the first  ${median(times['first']!)} ms`)
  console.log(`Construct of an Engine, later      ${median(times['next']!)} ms`)
  if (memory > 0) console.log(`memory after ${WARM + 1} engines           ${memory} MB`)
} finally {
  await rm(folder, { recursive: true })
}

async function took(act: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await act()
  return performance.now() - begin
}

function median(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!.toFixed(0).padStart(5)
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KB`
}

/** 0 where the system does not tell. */
async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024)
}
