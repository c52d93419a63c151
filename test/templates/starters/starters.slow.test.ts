import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { newProject, runCompiler, runNode, templateFolder } from './project.ts'

const LANGUAGES = ['typescript', 'python', 'yaml'] as const

describe.each(LANGUAGES)('the template in %s', (language) => {
  it('asks for what it needs, and says what it is', () => {
    const { template } = parse(readFileSync(join(templateFolder(language), 'Pulumi.yaml'), 'utf8')) as {
      readonly template: { readonly displayName: string; readonly description: string; readonly config: object }
    }
    expect(template.displayName).toMatch(/^Crowsnest in /)
    expect(template.description).not.toBe('')
    expect(Object.keys(template.config)).toEqual(['aws:region', 'bucket', 'email'])
  })

  it('wants the version of this package and of Pulumi that the package goes with', () => {
    const ours = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as Manifest
    const theirs = JSON.parse(readFileSync(join(templateFolder(language), 'package.json'), 'utf8')) as Manifest
    expect(theirs.dependencies['crowsnest']).toBe(`^${ours.version}`)
    for (const name of ['@pulumi/aws', '@pulumi/pulumi']) {
      if (language === 'typescript') expect(theirs.dependencies[name]).toBe(`^${ours.devDependencies[name]}`)
    }
  })
})

interface Manifest {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

describe.each(['typescript', 'organization'])('a project from the template %s', (name) => {
  let folder: string
  beforeAll(() => {
    folder = newProject(name)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has types that fit', () => {
    expect(runCompiler(folder)).toEqual({ status: 0, output: '' })
  })

  it('passes its own tests', () => {
    const { status, output } = runNode(folder, ['--test', '--test-reporter=tap'])
    expect({ status, output }).toMatchObject({ status: 0, output: expect.stringMatching(/^# pass [1-9]/m) as string })
  })
})

describe('a project from the template typescript', () => {
  it('fails its test when something is wrong with its spec', () => {
    const folder = newProject('typescript')
    const file = join(folder, 'revenue.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace("'SUM'", "'MOST' as never"))
    const { status, output } = runNode(folder, ['--test', '--test-reporter=tap'])
    rmSync(folder, { recursive: true, force: true })
    expect([status, output]).toEqual([1, expect.stringContaining('VALUE_UNKNOWN')])
  })
})

describe('the package of an organization', () => {
  let folder: string
  beforeAll(() => {
    folder = newProject('organization')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is published as JavaScript with types, which Node runs in node_modules', () => {
    expect(runCompiler(folder, ['-p', 'tsconfig.build.json'])).toEqual({ status: 0, output: '' })
    const { main, types } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>
    for (const file of [main, types]) expect(existsSync(join(folder, file!)), file).toBe(true)
    const use = "const { TeamDetector } = await import('./dist/index.js'); console.log(TeamDetector.name)"
    expect(runNode(folder, ['--input-type=module', '-e', use])).toEqual({ status: 0, output: 'TeamDetector\n' })
  })

  it('fails its tests when a role is not bounded', () => {
    const file = join(folder, 'src/team-detector.ts')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace(', permissionsBoundary: BOUNDARY_ARN', ''))
    const { status, output } = runNode(folder, ['--test', '--test-reporter=tap'])
    writeFileSync(file, text)
    expect([status, output]).toEqual([1, expect.stringContaining('not ok 2 - bounds every role')])
  })

  it('runs types and tests for every change', () => {
    const { jobs } = parse(readFileSync(join(folder, '.github/workflows/check.yml'), 'utf8')) as {
      readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>
    }
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>
    }
    const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run))
    expect(commands).toEqual(expect.arrayContaining(['npm ci', 'npm run check', 'npm test']))
    const used = commands.flatMap((command) => /^npm run (\w+)/.exec(command)?.[1] ?? [])
    expect(used.filter((name) => !(name in scripts))).toEqual([])
  })
})

describe('a project from the template python', () => {
  it.skipIf(!hasPython())('passes its own tests', () => {
    const folder = newProject('python')
    const { status, stderr } = spawnSync('python3', ['-B', '-m', 'unittest'], { cwd: folder, encoding: 'utf8' })
    rmSync(folder, { recursive: true, force: true })
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringMatching(/Ran 2 tests/) as string })
  })
})

function hasPython(): boolean {
  const isThere = spawnSync('python3', ['--version']).status === 0
  if (!isThere) process.stderr.write('python3 is not on PATH: the tests of the template in Python are left out\n')
  return isThere
}
