/**
 * Text that stands for itself in an ARN or a value of a *Like operator: its own wildcards and variables are escaped.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
 */
export function literal(text: string): string {
  return text.replaceAll(/[*?$]/g, '${$&}')
}
