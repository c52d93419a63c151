/** How a resource is called in a program of CDKTF, and in one of Pulumi. */
interface Renaming {
  /** Of `<type>:<ids of constructs, with hyphens>`. */
  readonly terraform: RegExp
  readonly pulumi: string
}

/**
 * Names that differ. Constructs have unique ids in their scope whatever they make; names of Pulumi are unique for a type, and a child that is the
 * only one of its type has the name of its component.
 */
export const RENAMED: readonly Renaming[] = [
  { terraform: /^(aws_s3_bucket_.*)-state-[a-z-]+$/, pulumi: '$1-state' },
  { terraform: /^(aws_kms_alias:.*-key)-alias$/, pulumi: '$1' },
  { terraform: /^(aws_sqs_queue_policy:.*)-policy$/, pulumi: '$1' },
  { terraform: /^(aws_iam_role(?:_policy)?:.*-(?:dataset|alert-[\w-]+|service))-role(?=$|-)/, pulumi: '$1' },
  { terraform: /^(aws_iam_role(?:_policy)?:reader)-role/, pulumi: '$1' },
  { terraform: /^(aws_vpc:.*)-vpc$/, pulumi: '$1' },
  { terraform: /^(aws_route_table:.*)-routes$/, pulumi: '$1' },
  { terraform: /^(aws_route:.*)-route$/, pulumi: '$1' },
  { terraform: /^(aws_route_table_association:.*)-association$/, pulumi: '$1' },
  { terraform: /^(aws_eip:.*-nat)-address$/, pulumi: '$1' },
]
