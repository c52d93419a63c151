import { createRequire } from 'node:module'
import * as pulumi from '@pulumi/pulumi'
import type { Registered } from '../../test/components/monitor.ts'
import { hasUnknown } from '../../test/components/values.ts'

type Make = new (name: string, args: object, options: pulumi.CustomResourceOptions) => pulumi.CustomResource

/**
 * A program that makes the same resources without a component: each by its class of `@pulumi/aws`, with the same inputs, which come
 * from the same resources as those of the component.
 */
export function byHand(recorded: readonly Registered[]): () => void {
  const resources = recorded.filter(({ type }) => type.startsWith('aws:'))
  const classes = new Map(resources.map(({ type }) => [type, classOf(type)]))
  return () => {
    const made = new Map<string, pulumi.CustomResource>()
    for (const { urn, type, name, inputs, parent, dependencies, propertyDependencies } of resources) {
      const args = Object.entries(inputs).map(([property, value]) => {
        const from = (propertyDependencies[property] ?? []).flatMap((source) => made.get(source) ?? [])
        return [
          property,
          from.length === 0 ? plain(value) : pulumi.all(from.map(({ id }) => id)).apply(() => plain(value)),
        ]
      })
      const above = made.get(parent)
      const ofArgs = new Set(Object.values(propertyDependencies).flat())
      const others = dependencies.filter((source) => !ofArgs.has(source) && source !== parent)
      const options = {
        dependsOn: others.flatMap((source) => made.get(source) ?? []),
        ...(above !== undefined && { parent: above }),
      }
      made.set(urn, new (classes.get(type)!)(name, Object.fromEntries(args) as object, options))
    }
  }
}

/** `aws:sqs/queue:Queue` is the export Queue of `@pulumi/aws/sqs`. */
function classOf(type: string): Make {
  const [, module = '', name = ''] = type.split(':')
  const exports = createRequire(import.meta.url)(`@pulumi/aws/${module.split('/')[0]}`) as Readonly<
    Record<string, Make>
  >
  const found = exports[name]
  if (found === undefined) throw new Error(`@pulumi/aws has no ${type}`)
  return found
}

function plain(value: unknown): unknown {
  if (hasUnknown(value)) throw new Error('The resources have to be those of an update, where all is known')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if ('archive' in value) return new pulumi.asset.FileArchive(String(value.archive))
  if ('secret' in value) return pulumi.secret(plain(value.secret))
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
}
