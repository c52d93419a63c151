import { configureGlobal } from 'fast-check'

// In CI the same cases every time, so that a change is judged and not its luck; everywhere else new ones at each run.
if (process.env['CI'] !== undefined) configureGlobal({ seed: 20_261_122 })
