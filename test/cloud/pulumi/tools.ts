import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A program that the deployment tests run, taken from a Go module where PATH does not have it. */
export interface Tool {
  readonly name: string
  /** Version of the Go module that it comes from, without `v`. */
  readonly version: string
  /** Folder below `cli` whose `go.mod` and `go.sum` pin the build. */
  readonly module: string
  /** The Go package to build; or a file of a Go module, to copy. */
  readonly source: string | { readonly of: string; readonly file: string }
  /** The Go variable that the linker sets to the version. */
  readonly versionVariable?: string
}

/** What a reader of a test run's output should know of a tool. */
export function noteOf({ source }: Tool): string {
  return source === STAND_IN ? ": a stand-in that runs programs and generates SDKs with Pulumi's own code" : ''
}

const STAND_IN = './language-host'
const SDK = 'github.com/pulumi/pulumi/sdk/v3'
const PULUMI = 'github.com/pulumi/pulumi/pkg/v3'
const YAML = 'github.com/pulumi/pulumi-yaml'
const JAVA = 'github.com/pulumi/pulumi-java'
const DOTNET = 'github.com/pulumi/pulumi-dotnet/pulumi-language-dotnet/v3'

/** The Pulumi command first, then the language hosts. */
export const tools: readonly Tool[] = [
  {
    ...pinned('.', PULUMI),
    name: 'pulumi',
    source: `${PULUMI}/cmd/pulumi`,
    versionVariable: `${SDK}/go/common/version.Version`,
  },
  {
    ...pinned('.', YAML),
    name: 'pulumi-language-yaml',
    source: `${YAML}/cmd/pulumi-language-yaml`,
    versionVariable: `${YAML}/pkg/version.Version`,
  },
  {
    ...pinned('.', JAVA),
    name: 'pulumi-language-java',
    source: `${JAVA}/pkg/cmd/pulumi-language-java`,
    versionVariable: `${JAVA}/pkg/version.Version`,
  },
  {
    // A module of its own: this version does not compile with the newer packages of the others.
    ...pinned('dotnet', DOTNET),
    name: 'pulumi-language-dotnet',
    source: DOTNET,
    versionVariable: `${DOTNET}/version.Version`,
  },
  // Pulumi's own hosts for these three are in no module that Go's proxy serves: the generators are, in this one.
  ...['nodejs', 'python', 'go'].map((language) => ({
    ...pinned('.', PULUMI),
    name: `pulumi-language-${language}`,
    source: STAND_IN,
    versionVariable: 'main.version',
  })),
  {
    ...pinned('.', SDK),
    name: 'pulumi-language-python-exec',
    source: { of: SDK, file: 'python/cmd/pulumi-language-python-exec' },
  },
]

function pinned(module: string, path: string): { module: string; version: string } {
  const file = join(import.meta.dirname, 'cli', module, 'go.mod')
  const words = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^require /, '')
        .split(' '),
    )
  const version = words.find(([first]) => first === path)?.[1]
  if (version === undefined) throw new Error(`${file} does not pin ${path}; add it with \`go get ${path}@<version>\`.`)
  return { module, version: version.slice(1) }
}
