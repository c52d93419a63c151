/** Where in AWS a resource lives. */
export interface AwsPlace {
  /** `aws`, `aws-cn`, `aws-us-gov` ...; see `partitionOf`. */
  readonly partition: string
  readonly region: string
  /** 12 digits. */
  readonly account: string
}

/** The parts of an ARN; `resource` is everything after the account. */
export interface Arn extends AwsPlace {
  readonly service: string
  readonly resource: string
}

/** Region prefixes outside the standard partition. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS: readonly (readonly [string, string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
]

/** The partition that a region belongs to. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws'
}

/** ARN of a detector, as the original service wrote it. */
export function detectorArn(place: AwsPlace, detector: string): string {
  return arn(place, `AnomalyDetector:${detector}`)
}

/** ARN of a dataset (the API's MetricSet). */
export function datasetArn(place: AwsPlace, detector: string, dataset: string): string {
  return arn(place, `MetricSet/${detector}/${dataset}`)
}

/** ARN of an alert. Alert names are unique in an account and region. Guide: "Creating alerts". */
export function alertArn(place: AwsPlace, alert: string): string {
  return arn(place, `Alert:${alert}`)
}

/** `alertEventId` of an alert message: stable for an anomaly group, so that receivers can drop repetitions. */
export function alertEventArn(place: AwsPlace, alert: string, anomalyGroupId: string): string {
  return `${alertArn(place, alert)}:event/${anomalyGroupId}`
}

/** Takes an ARN apart; null when the text is not an ARN. */
export function parseArn(text: string): Arn | null {
  const match = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|):(\S+)$/.exec(text)
  if (!match) return null
  const [, partition, service, region, account, resource] = match
  return { partition: partition!, service: service!, region: region!, account: account!, resource: resource! }
}

/** Puts an ARN together: the opposite of `parseArn`. Region and account may be empty, as S3 and IAM want them. */
export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`
}

/** ARN of what a place holds, such as `log-group:/aws/lambda/engine`. */
export function localArn(place: AwsPlace, service: string, resource: string): string {
  const { partition, region, account } = place
  return formatArn({ partition, service, region, account, resource })
}

/** ARN of what IAM holds, which knows no region: `role/...`, `policy/...`, `root`. */
export function iamArn({ partition, account }: AwsPlace, resource: string): string {
  return formatArn({ partition, service: 'iam', region: '', account, resource })
}

/** ARN of a bucket, or of objects in it; bucket names are unique in a partition. */
export function s3Arn({ partition }: Pick<AwsPlace, 'partition'>, bucket: string, key?: string): string {
  const resource = key === undefined ? bucket : `${bucket}/${key}`
  return formatArn({ partition, service: 's3', region: '', account: '', resource })
}

/** Host of a service in a region, as `kms:ViaService` and `aws:CalledVia` name it. */
export function serviceHost({ partition, region }: Pick<AwsPlace, 'partition' | 'region'>, service: string): string {
  return `${service}.${region}.${DNS_SUFFIXES[partition] ?? 'amazonaws.com'}`
}

/** Where it is not amazonaws.com. https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
const DNS_SUFFIXES: Readonly<Record<string, string>> = {
  'aws-cn': 'amazonaws.com.cn',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
  'aws-eusc': 'amazonaws.eu',
}

function arn(place: AwsPlace, resource: string): string {
  return localArn(place, 'lookoutmetrics', resource)
}
