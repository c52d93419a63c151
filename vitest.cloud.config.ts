import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// What is too slow for every change: tests against other programs (emulators of AWS services, which test/cloud/setup.ts installs and starts as
// they are needed, and a browser), and those that try every fault, measure many systems or run detectors for weeks (*.slow.test.ts).
export default defineConfig({
  ssr: { resolve: { conditions: ['crowsnest-source', 'node'] } },
  test: {
    globalSetup: ['test/setup-bundles.ts', 'test/cloud/setup.ts'],
    include: ['test/cloud/**/*.test.ts', 'test/browser/**/*.test.ts', 'test/**/*.slow.test.ts'],
    setupFiles: ['test/setup-properties.ts'],
    isolate: false,
    // As in vitest.config.ts.
    pool: 'forks',
    execArgv: ['--wasm-wrapper-tiering-budget=2147483647'],
    // They wait for servers and other programs more than half of the time: of two cores three processes use no more than both.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
})
