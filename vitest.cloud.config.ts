import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Tests against emulators of AWS services; test/cloud/setup.ts installs and starts what they need.
export default defineConfig({
  ssr: { resolve: { conditions: ['crowsnest-source', 'node'] } },
  test: {
    globalSetup: ['test/setup-bundles.ts', 'test/cloud/setup.ts'],
    include: ['test/cloud/**/*.test.ts'],
    setupFiles: ['test/setup-properties.ts'],
    isolate: false,
    // As in vitest.config.ts.
    pool: 'forks',
    execArgv: ['--no-memory-protection-keys'],
    // They wait for servers and other programs more than half of the time: of two cores three processes use no more than both.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
})
