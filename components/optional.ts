import type * as pulumi from '@pulumi/pulumi'

/**
 * An output that may turn out to be undefined, as an argument of a resource: the SDK leaves such a property out, which its types
 * do not say.
 */
export function optional<T>(output: pulumi.Output<T | null | undefined>): pulumi.Output<T> {
  return output.apply((value) => value ?? undefined) as pulumi.Output<T>
}
