/** What holds for every detector of Acme. Change it here; the tests and the policy pack follow. */
export const ACME = {
  account: '111122223333',
  region: 'us-east-1',
  /** Engine of the platform team, which deploys it in a stack of its own. */
  engine: 'platform',
  /** Name of the managed policy that bounds every role. */
  boundary: 'acme-boundary',
  /** Bucket with the metrics of all teams, each in a folder. */
  lake: 'acme-metrics',
  stages: ['test', 'live'],
} as const

/** ARN of the permissions boundary. */
export const BOUNDARY_ARN = `arn:aws:iam::${ACME.account}:policy/${ACME.boundary}`
