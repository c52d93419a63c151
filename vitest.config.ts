import { defineConfig } from 'vitest/config'

export default defineConfig({
  ssr: { resolve: { conditions: ['crowsnest-source', 'node', 'import', 'default'] } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cloud/**'],
    globalSetup: ['test/setup-bundles.ts'],
    setupFiles: ['test/setup-properties.ts'],
    isolate: false,
    pool: 'threads',
    testTimeout: 120_000,
  },
})
