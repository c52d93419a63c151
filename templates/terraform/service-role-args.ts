import type { AlertAccess, DatasetAccess } from '../../plans/index.ts'
import type { CommonArgs, ServiceRolesArgs } from './common-args.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'

/** Arguments of `ServiceRole`: what for, and for which detector of which engine. */
export interface ServiceRoleArgs extends ServiceRolesArgs, CommonArgs {
  /** The engine that assumes it: an `Engine`, its `reference`, or of another configuration `{ name }` with the engine's name. */
  readonly engine: EngineReferenceArgs
  /** Name of the only detector that it serves; it need not exist yet. */
  readonly detector: string
  /**
   * The data that it reads: one of `s3`, `cloudwatch`, `rds`, `redshift`, `athena` and `appflow`. Exactly one of `dataset` and `alert` is needed.
   *
   * @default none
   */
  readonly dataset?: DatasetAccess
  /**
   * The alert that it sends: its name, and one of `sns` and `lambda`.
   *
   * @default none
   */
  readonly alert?: AlertAccess
  /**
   * Name of the role in IAM, 1 to 64 letters, digits and _+=,.@-, unique in the account.
   *
   * @default `crowsnest-<detector>-dataset-<hash>` or `crowsnest-<detector>-alert-<alert>-<hash>`, as `Detector` names it
   */
  readonly roleName?: string
}
