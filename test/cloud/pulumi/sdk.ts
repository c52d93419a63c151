import { existsSync, readFileSync } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { run, runPulumi } from './command.ts'
import { freshFolder, pulumi } from './environment.ts'

/** The languages of `pulumi package gen-sdk`. */
export type SdkLanguage = 'nodejs' | 'python' | 'go' | 'dotnet' | 'java'

/**
 * Generates the SDK of a package with `pulumi package gen-sdk`.
 *
 * @param source - a schema file or a `pulumi-resource-*` program
 * @param plugins - folders with the plugins of the packages that the schema names
 * @returns the folder of the SDK
 */
export async function generateSdk(
  source: string,
  language: SdkLanguage,
  plugins: readonly string[] = [],
): Promise<string> {
  const out = await freshFolder()
  if (language === 'dotnet') await withLocalLogo(source, plugins, (file) => generate(file, language, out, plugins))
  else await generate(source, language, out, plugins)
  return join(out, language)
}

async function generate(source: string, language: SdkLanguage, out: string, plugins: readonly string[]): Promise<void> {
  await runPulumi(['package', 'gen-sdk', source, '--language', language, '--out', out], { plugins })
}

/** The .NET generator downloads a picture for the package; here it gets one without a network. */
async function withLocalLogo(
  source: string,
  plugins: readonly string[],
  act: (schemaFile: string) => Promise<void>,
): Promise<void> {
  const schema = JSON.parse(await runPulumi(['package', 'get-schema', source], { plugins })) as object
  const server = createServer((_request, response) => response.end('a picture'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const logoUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/logo.png`
    const file = join(await freshFolder(), 'schema.json')
    await writeFile(file, JSON.stringify({ ...schema, logoUrl }))
    await act(file)
  } finally {
    server.close()
  }
}

/**
 * Compiles a generated SDK with the language's own tools, against Pulumi's published SDK.
 *
 * @param name - of the package
 * @returns what compiled it, such as `go`; nothing when this machine has no compiler for the language
 * @throws when it does not compile, with what the compiler says
 */
export async function compileSdk(folder: string, language: SdkLanguage, name: string): Promise<string | undefined> {
  return COMPILERS[language](folder, name)
}

const COMPILERS: Record<SdkLanguage, (folder: string, name: string) => Promise<string | undefined>> = {
  nodejs: async (folder) => {
    const compiler = join(import.meta.dirname, '..', '..', '..', 'node_modules', 'typescript', 'bin', 'tsc')
    await run(process.execPath, [compiler, '--project', folder, '--noEmit', '--skipLibCheck'], { cwd: folder })
    return 'tsc'
  },
  python: async (folder, name) => {
    const env = { ...process.env, PYTHONPATH: await installPythonSdk(folder) }
    await run(pulumi().python, ['-c', `import pulumi_${name}`], { cwd: folder, env })
    return 'python'
  },
  go: async (folder, name) => {
    if (!onPath('go')) return undefined
    // The modules, and so the compiled packages, that the Pulumi command was built from.
    const pins = await readFile(join(import.meta.dirname, 'cli', 'go.mod'), 'utf8')
    const importPath = readFileSync(join(folder, name, 'init.go'), 'utf8').match(/"(.+)\/internal"/)![1]!
    const module = importPath.replace(new RegExp(`/${name}$`), '')
    const requirements = pins.replace(/^module .*$/m, `module ${module}`).replace(/^tool \([^)]*\)/m, '')
    await writeFile(join(folder, 'go.mod'), requirements)
    await copyFile(join(import.meta.dirname, 'cli', 'go.sum'), join(folder, 'go.sum'))
    const flags = ['-mod=mod', '-buildvcs=false', '-trimpath', '-tags', 'osusergo,grpcnotrace']
    await run('go', ['build', ...flags, './...'], { cwd: folder, env: { ...process.env, CGO_ENABLED: '0' } })
    return 'go'
  },
  java: async (folder) => {
    if (!onPath('mvn')) return undefined
    await writeFile(join(folder, 'pom.xml'), pomOf(await readFile(join(folder, 'build.gradle'), 'utf8')))
    try {
      await run('mvn', ['-q', '-B', 'compile'], { cwd: folder })
      return 'mvn'
    } catch (error) {
      if (String(error).includes('Could not transfer artifact')) return undefined // no way to Maven Central
      throw error
    }
  },
  dotnet: async (folder) => {
    if (!onPath('dotnet')) return undefined
    await run('dotnet', ['build', '--nologo'], { cwd: folder })
    return 'dotnet'
  },
}

/** The SDK's own build file is for Gradle, whose plugins need more of a network than Maven does. */
function pomOf(gradle: string): string {
  const dependencies = [...gradle.matchAll(/implementation\("([^:]+):([^:]+):([^"]+)"\)/g)].map(
    ([, group, artifact, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  )
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>test</groupId><artifactId>sdk</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>${dependencies.join('')}</dependencies>
</project>
`
}

/**
 * Installs a generated SDK for Python as pip does for users.
 *
 * @returns the folder for PYTHONPATH
 */
export async function installPythonSdk(sdk: string): Promise<string> {
  const target = await freshFolder()
  const offline = ['--no-index', '--no-deps', '--no-build-isolation', '--disable-pip-version-check']
  await run(pulumi().python, ['-m', 'pip', 'install', '--quiet', ...offline, '--target', target, sdk], { cwd: target })
  return target
}

function onPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)))
}
