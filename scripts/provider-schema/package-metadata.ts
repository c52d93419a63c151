/** What the package says of itself. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly keywords: readonly string[]
  readonly license: string
}

/** The head of the schema: who, what, and how the packages of each language are called. */
export function packageMetadata(manifest: Manifest): {
  readonly name: string
  readonly [key: string]: unknown
} {
  const { name, version, description, keywords, license } = manifest
  return {
    name,
    displayName: 'Crowsnest',
    version,
    description,
    keywords: [...keywords, 'category/monitoring', 'kind/component'],
    license,
    publisher: 'Crowsnest',
    meta: { moduleFormat: '(.*)' },
    language: {
      // TypeScript programs use the package itself; this name is for those that choose the provider.
      nodejs: { packageName: 'pulumi-crowsnest', respectSchemaVersion: true },
      python: {
        packageName: 'pulumi_crowsnest',
        respectSchemaVersion: true,
        pyproject: { enabled: true },
        inputTypes: 'classes-and-dicts',
      },
      csharp: { rootNamespace: 'Pulumi', respectSchemaVersion: true, packageReferences: { Pulumi: '3.*' } },
      go: { generateResourceContainerTypes: true, respectSchemaVersion: true },
      java: { basePackage: 'com.pulumi', buildFiles: 'gradle' },
    },
  }
}
