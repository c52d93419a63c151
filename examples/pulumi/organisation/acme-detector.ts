import * as crowsnest from 'crowsnest'
import * as pulumi from '@pulumi/pulumi'

/** What teams at Acme say of a detector; all else is the company's way. */
export interface AcmeDetectorArgs {
  /** Cost centre, which goes to every resource as a tag. */
  readonly costCentre: string
  /** Folder in the lake, below `s3://acme-lake/metrics/`. */
  readonly folder: string
  readonly measures: readonly { readonly column: string; readonly aggregation: 'SUM' | 'AVG' }[]
  readonly dimensions?: readonly string[]
}

/** A detector as Acme runs them: hourly, on the engine of the platform team, over the lake, with alerts to the team's topic. */
export class AcmeDetector extends pulumi.ComponentResource {
  readonly datasetRoleArn: pulumi.Output<string | undefined>

  constructor(name: string, args: AcmeDetectorArgs, options?: pulumi.ComponentResourceOptions) {
    super('acme:index:Detector', name, {}, options)
    const detector = new crowsnest.Detector(
      name,
      {
        engine: { name: 'platform', permissionsBoundary: 'arn:aws:iam::111122223333:policy/acme-boundary' },
        interval: 'PT1H',
        dataset: {
          source: {
            s3: {
              continuous: `s3://acme-lake/metrics/${args.folder}/{{yyyyMMdd}}/{{HHmm}}`,
              format: { jsonLines: {} },
            },
          },
          timestamp: { column: 'timestamp', format: 'UNIX' },
          offset: 'PT10M',
          measures: args.measures,
          dimensions: args.dimensions ?? [],
        },
        alerts: [{ name: `${name}-team`, channel: { sns: { topic: `arn:aws:sns:us-east-2:111122223333:${name}` } } }],
        tags: { 'cost-centre': args.costCentre },
      },
      { parent: this },
    )
    this.datasetRoleArn = detector.datasetRole.arn
    this.registerOutputs({ datasetRoleArn: this.datasetRoleArn })
  }
}
