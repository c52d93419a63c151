import * as pulumi from '@pulumi/pulumi'

/** Arguments as a component records them in the state: those that are secret are marked so, however they were given. */
export function secretly<Args extends object>(args: Args, ...keys: readonly (keyof Args)[]): Args {
  const secrets = keys.filter((key) => args[key] !== undefined).map((key) => [key, pulumi.secret(args[key])] as const)
  return { ...args, ...Object.fromEntries(secrets) }
}
