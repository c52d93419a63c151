import * as crowsnest from 'crowsnest'
import * as pulumi from '@pulumi/pulumi'
import { ACME, BOUNDARY_ARN } from './acme.ts'

/** What a team says of its detector; all else is Acme's way. */
export interface TeamDetectorArgs {
  /** Team, as in the directory: it is told of anomalies, and named on every resource. */
  readonly team: string
  readonly stage: (typeof ACME.stages)[number]
  /**
   * Folder of the team in the lake.
   *
   * @default the name of the detector
   */
  readonly folder?: string
  readonly measures: readonly { readonly column: string; readonly aggregation: 'SUM' | 'AVG' }[]
  /**
   * Columns that metrics are told apart by.
   *
   * @default none
   */
  readonly dimensions?: readonly string[]
  /**
   * Severity from which the team is told, 0 to 100.
   *
   * @default 70
   */
  readonly threshold?: number
}

/** A detector as Acme runs them: hourly, on the engine of the platform team, over the lake, with alerts to the topic of the team. */
export class TeamDetector extends pulumi.ComponentResource {
  /** ARN of the role that reads the data. */
  readonly datasetRoleArn: pulumi.Output<string | undefined>

  constructor(name: string, args: TeamDetectorArgs, options?: pulumi.ComponentResourceOptions) {
    super('acme:index:TeamDetector', name, args, options)
    const { team, stage, folder = name, measures, dimensions = [], threshold = 70 } = args
    const detector = new crowsnest.Detector(
      name,
      {
        engine: { name: ACME.engine, account: ACME.account, region: ACME.region, permissionsBoundary: BOUNDARY_ARN },
        interval: 'PT1H',
        dataset: {
          source: {
            s3: {
              continuous: `s3://${ACME.lake}/${folder}/{{yyyyMMdd}}/{{HHmm}}`,
              historical: `s3://${ACME.lake}/${folder}/history/`,
              format: { jsonLines: {} },
            },
          },
          timestamp: { column: 'timestamp', format: 'UNIX' },
          offset: 'PT10M',
          measures,
          dimensions,
        },
        alerts: [
          {
            name: `${name}-${team}`,
            threshold,
            channel: { sns: { topic: `arn:aws:sns:${ACME.region}:${ACME.account}:anomalies-${team}` } },
          },
        ],
        tags: { team, stage },
      },
      { parent: this },
    )
    this.datasetRoleArn = detector.datasetRole.arn
    this.registerOutputs({ datasetRoleArn: this.datasetRoleArn })
  }
}
