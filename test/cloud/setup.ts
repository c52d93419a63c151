import type { TestProject } from 'vitest/node'
import { installEmulator, startEmulator } from './emulator.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the emulated AWS services answer; `test/cloud/aws.ts` makes client options of it. */
    readonly awsEndpoint: string
  }
}

/** Runs once before the cloud tests: installs and starts the AWS emulator; returns what stops it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  installEmulator()
  const emulator = await startEmulator()
  project.provide('awsEndpoint', emulator.endpoint)
  return () => emulator.stop()
}
