// The program of which bench/preview.ts measures a preview: one engine, and as many detectors as BENCH_DETECTORS says.
import { writeSync } from 'node:fs'
import { Engine } from 'crowsnest'
import { detector } from './detector.ts'

const count = Number(process.env['BENCH_DETECTORS'])
const engine = new Engine('engine')
for (let index = 0; index < count; index++) detector(`detector-${index}`, engine)

// The third of its files is a pipe to the benchmark.
process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())))
