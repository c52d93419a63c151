import { UNKNOWN } from './glob.ts'

/** An ARN of a policy taken apart: fields may have wildcards and unknown parts. */
export interface ArnParts {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/** Takes an ARN apart; null when the text does not begin with `arn:` or has fewer than six fields. */
export function arnParts(text: string): ArnParts | null {
  const [prefix, partition, service, region, account, ...rest] = text.split(':')
  if (prefix !== 'arn' || rest.length === 0) return null
  return { partition: partition!, service: service!, region: region!, account: account!, resource: rest.join(':') }
}

/** Whether a field leaves its value open: wildcards or unknown parts. */
export function open(field: string): boolean {
  return /[*?$]/.test(field) || field.includes(UNKNOWN)
}

/** A template of the facts (`arn:${Partition}:s3:::${BucketName}`) as a pattern. */
export function templatePattern(template: string): string {
  const known = PATTERNS.get(template)
  if (known !== undefined) return known
  const pattern = template.replaceAll(/\$\{[^}]*\}/g, '*')
  PATTERNS.set(template, pattern)
  return pattern
}

const PATTERNS = new Map<string, string>()
