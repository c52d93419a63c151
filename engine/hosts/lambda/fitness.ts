import type { AwsPlace } from '../../../spec/arn.ts'
import { parseArn, type ResolvedDatabase, type ResolvedDetector, type ResolvedSource } from '../../../spec/index.ts'
import { HostError } from './host-error.ts'

/**
 * Refuses a detector whose data the engine cannot read in AWS: in folders, with files or passwords of a machine, or without a role of its own.
 *
 * @throws {HostError} DETECTOR_NOT_FOR_AWS
 */
export function checkDataset(detector: ResolvedDetector, place: AwsPlace): void {
  refuse(detector, datasetProblems(detector, place))
}

/**
 * Refuses a detector that cannot read its data or send its alerts in AWS, with all reasons at once.
 *
 * @throws {HostError} DETECTOR_NOT_FOR_AWS
 */
export function checkDetector(detector: ResolvedDetector, place: AwsPlace): void {
  refuse(detector, [...datasetProblems(detector, place), ...alertProblems(detector, place)])
}

function refuse({ name }: ResolvedDetector, problems: readonly string[]): void {
  if (problems.length > 0) throw new HostError({ code: 'DETECTOR_NOT_FOR_AWS', detector: name, problems })
}

function datasetProblems({ dataset: { source, role } }: ResolvedDetector, place: AwsPlace): readonly string[] {
  if (source.kind === 'folder') {
    return [
      'dataset.source: a folder is on one machine. Put the data into S3 and name it there: `source: { s3: ... }`.',
    ]
  }
  return [
    ...(source.kind === 'rds' ? machineProblems(source) : []),
    ...roleProblems('dataset', `Data in ${SERVICES[source.kind]} is read`, role, place),
  ]
}

/** As a message names them. */
const SERVICES: Readonly<Record<Exclude<ResolvedSource['kind'], 'folder'>, string>> = {
  s3: 'S3',
  cloudwatch: 'CloudWatch',
  rds: 'RDS',
  redshift: 'Redshift',
  athena: 'Athena',
  appflow: 'AppFlow',
}

/** A function has neither passwords in its environment nor files of certificates. */
function machineProblems({ credentials, certificateAuthority }: ResolvedDatabase): readonly string[] {
  return [
    ...(credentials.kind === 'user'
      ? [
          'dataset.source.rds.user: its password would be in the environment. Put both into a secret of Secrets Manager and name it: `secret`.',
        ]
      : []),
    ...(certificateAuthority === null
      ? []
      : [
          `dataset.source.rds.certificateAuthority: ${certificateAuthority} is a file on one machine. Leave it out: the authorities of RDS and of Node are trusted.`,
        ]),
  ]
}

function alertProblems({ alerts }: ResolvedDetector, place: AwsPlace): readonly string[] {
  return alerts.flatMap(({ name, channel, role }) =>
    channel.kind === 'sns' || channel.kind === 'lambda'
      ? roleProblems(`alerts.${name}`, `Alerts to ${channel.kind} are sent`, role, place)
      : [],
  )
}

function roleProblems(at: string, what: string, role: string | null, { partition }: AwsPlace): readonly string[] {
  if (role === null) {
    return [
      `${at}.role: there is none. ${what} with a service role alone; give its ARN, or let the components make one.`,
    ]
  }
  const got = parseArn(role)?.partition
  if (got === partition) return []
  return [
    `${at}.role: ${role} is of the partition ${got}, and the engine of ${partition}. Name a role of ${partition}.`,
  ]
}
