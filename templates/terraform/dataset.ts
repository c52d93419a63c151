import { Construct } from 'constructs'
import { datasetDeclaration, type Path } from '../../plans/index.ts'
import type { DatasetSpec, DetectorSpec, Interval } from '../../spec/index.ts'
import type { BucketAccessArgs, CommonArgs, ServiceRolesArgs } from './common-args.ts'
import { datasetPartOf, startDetector, type BacktestGateArgs } from './dataset-parts.ts'
import { declare } from './declaration.ts'
import { openDeployment, SHARED_NAMES } from './deployment.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'
import { makeServiceRole, reportRoles } from './service-role-parts.ts'

/** Arguments of `Dataset`: the dataset of a spec, and whose it is. */
export interface DatasetArgs extends DatasetSpec, BucketAccessArgs, ServiceRolesArgs, CommonArgs {
  /** The engine of the detector: an `Engine`, its `reference`, or of another configuration `{ name }` with the engine's name. */
  readonly engine: EngineReferenceArgs
  /** Name of the detector, which has no dataset of its own. */
  readonly detector: string
  /**
   * Interval of the detector, as far as it is known here: path templates and timestamps are then checked against it.
   *
   * @default the engine checks it when it runs
   */
  readonly interval?: Interval
  /**
   * Quotas of the detector that are raised, as far as they matter here.
   *
   * @default those of the original service
   */
  readonly quotas?: NonNullable<DetectorSpec['quotas']>
  /**
   * Whether to activate the detector once its dataset is there. It is deactivated before the dataset is destroyed.
   *
   * @default true
   */
  readonly activate?: boolean
  /**
   * Runs a backtest before the activation; the deployment fails when it finds too many alerts.
   *
   * @default no backtest
   */
  readonly backtest?: BacktestGateArgs
}

/**
 * The dataset of a detector that is deployed without one, by this or another stack: the data that it watches, and the role that reads it.
 * Deploying it activates the detector; destroying it deactivates the detector and leaves its history.
 */
export class Dataset extends Construct {
  /** Name of its detector. */
  readonly detector: string
  /** ARN of the role that reads the data. */
  readonly roleArn: string
  /** JSON of what the backtest before the activation found; undefined without `backtest`. */
  readonly backtestResult: string | undefined
  /** JSON of the report of its service role: trust, policies and boundary with the reason of every statement. */
  readonly iamReport: string

  constructor(scope: Construct, id: string, args: DatasetArgs) {
    super(scope, id)
    const { detector, interval, quotas, tags, activate = true } = args
    const spec = specOf(args)
    const deployment = openDeployment(this, args, {
      what: `Dataset "${id}"`,
      detector,
      spec: {
        detector,
        dataset: spec,
        ...(interval !== undefined && { interval }),
        ...(quotas !== undefined && { quotas }),
        ...(tags !== undefined && { tags }),
      },
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
      activate,
      names: NAMES,
    })
    const { engine, surroundings } = deployment
    const dataset = surroundings.late.hide(spec)
    const part = datasetPartOf(deployment, 'source', dataset, args)
    const roles = dataset.role === undefined ? deployment.planRoles('source', [part]) : []
    const role =
      dataset.role === undefined
        ? makeServiceRole(this, 'role', roles[0]!, deployment)
        : { arn: dataset.role, ready: [] }
    const declaration = datasetDeclaration(engine.place, detector, { ...dataset, role: role.arn })
    const declared = declare(this, 'dataset', declaration, deployment, role)
    const watched = { interval: interval ?? null, dataset, alerts: [] }
    const start = { activate, backtest: args.backtest, dependsOn: [declared] }
    this.detector = detector
    this.roleArn = surroundings.late.restore(role.arn)
    this.backtestResult = startDetector(this, deployment, watched, start).backtestResult
    this.iamReport = reportRoles(deployment, [part], roles, args.iamReportPath)
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
}

/** The dataset among the arguments. */
function specOf(args: DatasetArgs): DatasetSpec {
  const { source, timestamp, timezone, offset, measures, dimensions, filters, missingData, role } = args
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
