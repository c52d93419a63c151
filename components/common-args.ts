import type * as pulumi from '@pulumi/pulumi'

/** Tags, all values known or to come. */
export type Tags = Readonly<Record<string, pulumi.Input<string>>>

/** What every component takes. */
export interface CommonArgs {
  /**
   * Tags of every child that can have them. Tags that the provider adds by default stay; where both name a key, these win. Up to 50.
   *
   * @default none
   */
  readonly tags?: pulumi.Input<Tags>
  /**
   * Region of the children, where it is not that of the provider.
   *
   * @default the provider's region
   */
  readonly region?: pulumi.Input<string>
}

/** What every component with roles takes. */
export interface RolesArgs {
  /**
   * Path of the roles: begins and ends with a slash, up to 400 characters.
   *
   * @default `/crowsnest/<region>/<engine>/`
   */
  readonly rolePath?: pulumi.Input<string>
  /**
   * ARN of the managed policy that bounds every role.
   *
   * @default no boundary
   */
  readonly permissionsBoundary?: pulumi.Input<string>
}
