import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js'
import { App, TerraformOutput, TerraformStack, Testing } from 'cdktf'
import type { DetectorSpec } from '../../spec/index.ts'
import { Detector } from './detector.ts'
import type { DetectorArgs } from './detector-args.ts'
import { engineBundle } from './engine-code.ts'
import { Engine } from './engine.ts'
import type { EngineArgs } from './engine-args.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'

/** How a spec becomes a configuration of Terraform. */
export interface TerraformTemplateOptions {
  /** Region that is deployed to. */
  readonly region: string
  /**
   * Account that is deployed to, 12 digits.
   *
   * @default that of the credentials, which Terraform looks up
   */
  readonly account?: string
  /** The engine that runs the detector: one that exists, or one to be made. */
  readonly engine:
    | { readonly existing: EngineReferenceArgs }
    | { readonly make: Omit<EngineArgs, 'region' | 'account' | 'provider' | 'code'> & { readonly engineName: string } }
  /** How the detector is deployed, beyond its spec. */
  readonly detector?: Partial<
    Omit<DetectorArgs, keyof DetectorSpec | 'engine' | 'detectorName' | 'region' | 'account' | 'provider'>
  >
}

/** A configuration of Terraform: files of one folder. */
export interface TerraformTemplate {
  /** Text of `cdk.tf.json`. */
  readonly json: string
  /** Files that it needs beside it, by name, with the paths to copy them from. */
  readonly files: Readonly<Record<string, string>>
  /** What is probably not meant so. */
  readonly warnings: readonly string[]
}

/**
 * Writes the configuration of Terraform that deploys the detector of a spec.
 *
 * @throws {ArgumentsError} for what cannot be deployed, with all problems
 */
export function terraformTemplate(spec: DetectorSpec, options: TerraformTemplateOptions): TerraformTemplate {
  const { region, account, engine, detector = {} } = options
  const stack = new TerraformStack(new App({ skipValidation: true }), 'crowsnest')
  void new AwsProvider(stack, 'aws', { region, ...(account !== undefined && { allowedAccountIds: [account] }) })
  const where = account === undefined ? {} : { account }
  const tags = spec.tags === undefined ? {} : { tags: spec.tags }
  const isMade = 'make' in engine
  const used = isMade
    ? new Engine(stack, 'engine', { ...tags, ...where, ...engine.make, code: ENGINE_FILE })
    : { ...where, ...engine.existing }
  const { $schema: _schema, managedBy: _managedBy, detector: detectorName, ...declared } = spec
  const made = new Detector(stack, 'detector', { ...where, ...detector, ...declared, detectorName, engine: used })

  void new TerraformOutput(stack, 'schedule_arn', { value: made.scheduleArn })
  if (made.datasetRoleArn !== undefined)
    void new TerraformOutput(stack, 'dataset_role_arn', { value: made.datasetRoleArn })
  if (Object.keys(made.alertRoleArns).length > 0) {
    void new TerraformOutput(stack, 'alert_role_arns', { value: made.alertRoleArns })
  }
  if (used instanceof Engine) {
    void new TerraformOutput(stack, 'state_bucket', { value: used.stateBucket })
    void new TerraformOutput(stack, 'function_arn', { value: used.functionArn })
  }
  return {
    json: `${Testing.synth(stack, true)}\n`,
    files: isMade ? { [ENGINE_FILE]: engineBundle() } : {},
    warnings: warningsOf(stack),
  }
}

/** The engine's code beside the configuration. */
const ENGINE_FILE = 'engine.zip'

function warningsOf(stack: TerraformStack): readonly string[] {
  return stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === '@cdktf/warn')
    .map(({ data }) => String(data))
}
