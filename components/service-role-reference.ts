import * as pulumi from '@pulumi/pulumi'

/** A service role of a detector. */
export interface ServiceRoleReference {
  /** Its ARN; undefined where there is none. */
  readonly arn: string | undefined
}

/** A role's ARN, known once the role can be used, as a component shows it. */
export function roleReference(arn: pulumi.Output<string> | undefined): pulumi.Output<ServiceRoleReference> {
  return arn === undefined ? pulumi.output({ arn: undefined }) : arn.apply((known) => ({ arn: known }))
}
