import * as pulumi from '@pulumi/pulumi'
import { iamReport, type Path } from '../plans/index.ts'
import { foreignPolicies } from '../policies/index.ts'
import type { DatasetArgs } from './dataset-args.ts'
import { datasetOf, datasetPartOf, declareDataset, startDetector, watchedOf } from './dataset-part.ts'
import { openDeployment, SHARED_NAMES } from './deployment.ts'
import { reportOutput } from './report-file.ts'
import { deployServiceRole, roleWishes } from './service-role-child.ts'
import { roleReference, type ServiceRoleReference } from './service-role-reference.ts'
import type { DatasetSpecArgs } from './spec-args.generated.ts'

/**
 * The dataset of a detector that is deployed without one, by this or another stack: the data that it watches, and the role that reads it.
 * Deploying it activates the detector; destroying it deactivates the detector and leaves its history.
 */
export class Dataset extends pulumi.ComponentResource {
  /** Name of its detector. */
  readonly detector: pulumi.Output<string>
  /** Role that reads the data. */
  readonly role: pulumi.Output<ServiceRoleReference>
  /** JSON of what the backtest before the activation found; undefined without `backtest`. */
  readonly backtestResult: pulumi.Output<string | undefined>
  /** JSON of the report of its service role: trust, policies and boundary with the reason of every statement. */
  readonly iamReport: pulumi.Output<string>

  constructor(name: string, args: DatasetArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:Dataset', name, args, options)
    const { tags, transform = {}, detector, interval, quotas } = args
    const spec = specOf(args)
    const deployment = openDeployment(this, args, {
      what: `Dataset "${name}"`,
      detector,
      spec: { detector, interval, dataset: spec, quotas, tags },
      elsewhere: interval === undefined ? [['interval'], ['alerts']] : [['alerts']],
      toProperty: ([first, ...rest]): Path => (first === 'dataset' && rest.length > 0 ? rest : [first!, ...rest]),
      settings: {
        rolePath: args.rolePath,
        permissionsBoundary: args.permissionsBoundary,
        bucketAccount: args.bucketAccount,
        bucketKeyArn: args.bucketKeyArn,
        bucketKeys: args.bucketKeys,
        resultsKeyArn: args.resultsKeyArn,
        backtest: args.backtest,
      },
      activate: args.activate ?? true,
      names: NAMES,
    })
    const { what, place, createsRoles } = deployment
    const dataset = datasetOf(spec)
    const part = datasetPartOf(deployment, 'source', dataset, args)
    const roles =
      args.role === undefined
        ? deployment.planRoles(
            'source',
            part.apply((one) => [one]),
          )
        : undefined
    const role =
      roles === undefined
        ? pulumi.output(args.role!)
        : deployServiceRole(
            this,
            `${name}-role`,
            roles.apply(([one]) => one!),
            roleWishes(deployment, args),
          )
    const declared = declareDataset(this, `${name}-dataset`, deployment, dataset, role, { tags, transform })
    const { backtestResult } = startDetector(this, name, deployment, watchedOf(dataset, interval, []), {
      activate: args.activate ?? true,
      backtest: args.backtest,
      dependsOn: [declared],
      transform,
    })
    const planned = roles ?? pulumi.output([])
    const report = pulumi
      .all([place, planned, part])
      .apply(([at, all, one]) => iamReport(what, at, !createsRoles, all, foreignPolicies(at, [one], all)))

    this.detector = deployment.detector
    this.role = roleReference(role)
    this.backtestResult = pulumi.output(backtestResult)
    this.iamReport = reportOutput(report, deployment.reportPath)
    this.registerOutputs({
      detector: this.detector,
      role: this.role,
      backtestResult: this.backtestResult,
      iamReport: this.iamReport,
    })
  }
}

const NAMES: Readonly<Record<keyof DatasetArgs, true>> = {
  ...SHARED_NAMES,
  detector: true,
  interval: true,
  quotas: true,
  source: true,
  timestamp: true,
  timezone: true,
  offset: true,
  measures: true,
  dimensions: true,
  filters: true,
  missingData: true,
  role: true,
  bucketAccount: true,
  bucketKeyArn: true,
  bucketKeys: true,
  resultsKeyArn: true,
  activate: true,
  backtest: true,
  transform: true,
}

/** The dataset among the arguments. */
function specOf({
  source,
  timestamp,
  timezone,
  offset,
  measures,
  dimensions,
  filters,
  missingData,
  role,
}: DatasetArgs): DatasetSpecArgs {
  return {
    source,
    ...(timestamp !== undefined && { timestamp }),
    ...(timezone !== undefined && { timezone }),
    ...(offset !== undefined && { offset }),
    measures,
    ...(dimensions !== undefined && { dimensions }),
    ...(filters !== undefined && { filters }),
    ...(missingData !== undefined && { missingData }),
    ...(role !== undefined && { role }),
  }
}
