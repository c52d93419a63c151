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
    // They wait for servers and other programs about half of the time: one process would leave half of the machine unused.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
})
