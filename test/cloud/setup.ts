import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { writeBundles } from '../../scripts/bundle.ts'
import { type Emulator, installEmulator, startEmulator } from './emulator.ts'
import { installPulumi, type PulumiInstallation } from './pulumi/install.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the emulated AWS services answer, one for each process of the tests; `awsEndpoint` of `test/cloud/aws.ts` chooses. */
    readonly awsEndpoints: readonly string[]
    /** A folder for what several files of this run use; it is removed in the end. */
    readonly runFolder: string
    /** The Pulumi command; nothing when no test of this run imports from a folder `pulumi` or `pulumi-<something>`. */
    readonly pulumi: PulumiInstallation | undefined
  }
}

/** Runs once before the cloud tests: installs and starts what they need; returns what stops it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const deploys = await needsPulumi(project)
  const pulumi = deploys ? installPulumi() : Promise.resolve(undefined)
  pulumi.catch(() => {}) // awaited below; until then a failure is not "unhandled"
  installEmulator()
  const emulators = await startEmulators(project.vitest.config.maxWorkers)
  const runFolder = await mkdtemp(join(tmpdir(), 'crowsnest-run-'))
  project.provide('runFolder', runFolder)
  const end = async () => {
    await Promise.all(emulators.map((emulator) => emulator.stop()))
    await rm(runFolder, { recursive: true, force: true })
  }
  project.provide(
    'awsEndpoints',
    emulators.map(({ endpoint }) => endpoint),
  )
  try {
    if (deploys) await writeBundles() // what components deploy must be of the sources as they are now
    const installation = await pulumi
    project.provide('pulumi', installation)
    return async () => {
      await end()
      if (installation !== undefined) await rm(installation.runs, { recursive: true, force: true })
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** All of them, or none that is left running. */
async function startEmulators(count: number): Promise<readonly Emulator[]> {
  const started = await Promise.allSettled(Array.from({ length: count }, () => startEmulator()))
  const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = started.find((result) => result.status === 'rejected')
  if (failed === undefined) return running
  await Promise.all(running.map((emulator) => emulator.stop()))
  throw failed.reason
}

/** The Pulumi command takes minutes to build: not for a run of other tests alone. */
async function needsPulumi(project: TestProject): Promise<boolean> {
  const { testFiles } = await project.globTestFiles(filtersOf(project))
  const texts = await Promise.all(testFiles.map((file) => readFile(file, 'utf8')))
  return testFiles.some((file, index) => /\/pulumi(-[\w-]+)?\//.test(file) || IMPORTS_PULUMI.test(texts[index]!))
}

/** The file names of the command line; Vitest has them, though not among its declared types. */
function filtersOf({ vitest }: TestProject): string[] | undefined {
  return (vitest as { filenamePattern?: string[] }).filenamePattern
}

const IMPORTS_PULUMI = /from '\.{1,2}\/(.+\/)?pulumi(-[\w-]+)?\//
