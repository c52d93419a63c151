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
  { terraform: /^(aws_iam_role(?:_policy)?:.*-(?:dataset|alert-[\w-]+|service|map))-role(?=$|-)/, pulumi: '$1' },
  { terraform: /^(aws_iam_role(?:_policy)?:reader)-role/, pulumi: '$1' },
  { terraform: /^(aws_vpc:.*)-vpc$/, pulumi: '$1' },
  { terraform: /^(aws_route_table:.*)-routes$/, pulumi: '$1' },
  { terraform: /^(aws_route:.*)-route$/, pulumi: '$1' },
  { terraform: /^(aws_route_table_association:.*)-association$/, pulumi: '$1' },
  { terraform: /^(aws_eip:.*-nat)-address$/, pulumi: '$1' },
]

/** A difference between the two, for those who know one of them. */
interface Difference {
  readonly what: string
  readonly pulumi: string
  readonly terraform: string
  readonly reason: string
}

/** All differences; docs/terraform.md has the same list. The tests of parity find no other. */
export const DIFFERENCES: readonly Difference[] = [
  {
    what: 'Names in the program',
    pulumi: '`engine-state`, for each of the settings of the bucket',
    terraform: '`engine/state-versioning`, `engine/state-policy` ...',
    reason: 'Ids of constructs are unique in their scope whatever their type; names of Pulumi are unique for a type.',
  },
  {
    what: 'Code of the function',
    pulumi: '`code`, an archive',
    terraform: '`filename` and `source_code_hash`; argument `code` for a file in another place',
    reason: 'Pulumi keeps a hash of archives by itself; Terraform is told it.',
  },
  {
    what: 'Region',
    pulumi: 'asked of the provider',
    terraform: 'that of `AwsProvider` or of the argument, known at synthesis',
    reason: 'Names of roles contain a hash of it, and Terraform computes nothing of the plan.',
  },
  {
    what: 'Account and partition',
    pulumi: 'asked of the provider',
    terraform:
      'the account is looked up by `aws_caller_identity` unless the argument `account` says it; the partition follows from the region',
    reason: 'The account is put into names and policies as text, whatever it is.',
  },
  {
    what: 'State that is kept (`stateOnDestroy: keep`)',
    pulumi: '`retainOnDelete`: destroying leaves it behind',
    terraform: '`prevent_destroy`: destroying is refused until it is taken out of the state (`terraform state rm`)',
    reason: 'Terraform cannot leave a resource behind, and would open the bucket before it finds that it is not empty.',
  },
  {
    what: '`protectState`',
    pulumi: '`protect`',
    terraform: '`prevent_destroy`',
    reason: 'The same under another name.',
  },
  {
    what: 'Who looks after a detector (`managedBy` in its declaration)',
    pulumi: '`the Pulumi stack <organisation>/<project>/<stack>`',
    terraform: '`Terraform`',
    reason: 'A configuration has no name that its readers would know it by.',
  },
  {
    what: 'Lists in policies',
    pulumi: 'in one order',
    terraform: 'in another order where the account is looked up',
    reason: 'Texts are sorted before the account is known. IAM reads such lists as sets.',
  },
  {
    what: 'Changing a child before it is made',
    pulumi: '`transform`, `transforms`',
    terraform: '`addOverride` on a child, `Aspects`',
    reason: 'Each has its own way for all of its users.',
  },
  {
    what: 'Provider',
    pulumi: 'option `provider` or `providers`',
    terraform: 'argument `provider`',
    reason: 'Constructs have no options.',
  },
  {
    what: 'Roles in outputs',
    pulumi: '`datasetRole.arn`, `alertRoles.<alert>.arn`, `role.arn`',
    terraform: '`datasetRoleArn`, `alertRoleArns.<alert>`, `roleArn`',
    reason: 'An output of Pulumi may be known late as a whole; a property of a construct is there at once.',
  },
  {
    what: 'What is there',
    pulumi: 'also `Flow`, `Monitoring`, and channels to mail, Slack, PagerDuty, Datadog and webhooks',
    terraform: '`Engine`, `Detector`, `Dataset`, `Alert`, `ServiceRole`, `Network`',
    reason: 'The layer is thin: CDKTF is no longer developed by its makers.',
  },
]
