import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  ssr: { resolve: { conditions: ['crowsnest-source', 'node', 'import', 'default'] } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/cloud/**', 'test/**/*.slow.test.ts'],
    globalSetup: ['test/setup-bundles.ts'],
    setupFiles: ['test/setup-properties.ts'],
    isolate: false,
    // A fault of V8 or of a native module ends one worker, not all tests. V8 of Node 18 to 24 now and then aborts ("Check failed:
    // jit_page.has_value()") when one thread frees the code between WebAssembly and JavaScript as another makes it after 1,000 calls: each of our
    // threads has a WebAssembly module that strips types. With the flag none is made.
    pool: 'forks',
    execArgv: ['--wasm-wrapper-tiering-budget=2147483647'],
    // Vitest leaves a core to itself, which on two would be half of the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
