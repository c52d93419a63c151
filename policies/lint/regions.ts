/** Partitions of AWS. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export const PARTITIONS: readonly string[] = [
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
]

/** Regions of AWS, read 2026-11. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
export const REGIONS: ReadonlySet<string> = new Set(
  [
    'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1',
    'eu-central-1 eu-central-2 eu-west-1 eu-west-2 eu-west-3 eu-north-1 eu-south-1 eu-south-2',
    'ap-east-1 ap-east-2 ap-south-1 ap-south-2 ap-northeast-1 ap-northeast-2 ap-northeast-3',
    'ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7',
    'af-south-1 il-central-1 me-central-1 me-south-1 me-west-1',
    'cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1 eusc-de-east-1',
    'us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1 eu-isoe-west-1 us-isof-east-1 us-isof-south-1',
  ].flatMap((line) => line.split(' ')),
)

/** The shape of a region's name; a new one has it too. */
export const REGION_SHAPE = /^[a-z]{2,4}(-[a-z]+){1,2}-\d$/
