import type { BacktestGate, BucketAccess } from '../../plans/index.ts'

/** How the template of a detector is written, beyond its spec. */
export interface DetectorTemplateSettings extends BucketAccess {
  /** Name of the engine; default `main`. */
  readonly engine?: string
  /** Account that the stack is made in: ARNs of it in the spec then stand for wherever that is. Default: not known. */
  readonly accountOfStack?: string
  /** Region that the stack is made in, and the only one then: roles get the names that components give them. Default: any. */
  readonly region?: string
  /** One role for the dataset and all alerts; default one for each. */
  readonly combined?: boolean
  /** ARNs of the keys of topics, by alert. */
  readonly topicKeyArns?: Readonly<Record<string, string>>
  /** Whether the detector is activated; default yes. */
  readonly activate?: boolean
  /** A backtest before that, which may stop the stack; default none. */
  readonly backtest?: BacktestGate
}
