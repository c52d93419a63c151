import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js'
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js'
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js'
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js'
import { App, Fn, TerraformStack, TerraformVariable, Token } from 'cdktf'
import { afterAll, describe, expect, it } from 'vitest'
import { loadDetector } from '../../../engine/run/declare.ts'
import { memoryStore } from '../../../engine/state/index.ts'
import {
  Alert,
  ArgumentsError,
  Dataset,
  Detector,
  Engine,
  Network,
  ServiceRole,
  type DetectorArgs,
} from '../../../templates/terraform/index.ts'
import { ACCOUNT, ALERTS, DATASET, KEY } from '../../components/sample-detector.ts'
import { asPulumi } from './as-pulumi.ts'
import { resourceAt, synthesise, type Synthesis, type TerraformResource } from './synthesise.ts'

const MAIN = { name: 'main' }
const DETECTOR = { engine: MAIN, interval: 'PT1H', dataset: DATASET } as const satisfies DetectorArgs

const folder = await mkdtemp(join(tmpdir(), 'crowsnest-terraform-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What a resource waits for, in the paths of constructs. */
function waitsFor(synthesis: Synthesis, path: string): readonly string[] {
  const { properties } = resourceAt(synthesis, path)
  const text = JSON.stringify(properties)
  return synthesis.resources
    .filter(({ address }) => text.includes(`"${address}"`) || text.includes(`\${${address}.`))
    .map((one) => one.path)
}

/** All that a resource waits for, at any distance. */
function follows(synthesis: Synthesis, path: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const toSee = [path]
  for (let one = toSee.pop(); one !== undefined; one = toSee.pop()) {
    const next = waitsFor(synthesis, one).filter((other) => !seen.has(other))
    for (const other of next) seen.add(other)
    toSee.push(...next)
  }
  return seen
}

function policyOf({ properties }: TerraformResource): string {
  return String(properties['policy'])
}

function problemsOf(program: (stack: TerraformStack) => void): readonly string[] {
  try {
    synthesise(program)
  } catch (error) {
    if (error instanceof ArgumentsError) return error.problems.map(({ path, reason }) => `${path}: ${reason}`)
    throw error
  }
  return []
}

describe('the constructs of CDKTF', () => {
  it('declare what the engine loads: the spec, with the roles that were made', async () => {
    const made = synthesise((stack) => {
      const engine = new Engine(stack, 'engine')
      void new Detector(stack, 'revenue', { ...DETECTOR, engine, alerts: ALERTS })
    })
    const store = memoryStore()
    for (const { type, inputs } of asPulumi(made)) {
      if (!type.endsWith('BucketObjectv2')) continue
      await store.create(String(inputs['key']), Buffer.from(String(inputs['content'])))
    }
    const { dataset, alerts } = await loadDetector(store, 'revenue')
    expect(dataset?.measures).toMatchObject([{ column: 'revenue', aggregation: 'SUM' }])
    expect(dataset?.role).toMatch(
      new RegExp(`^arn:aws:iam::${ACCOUNT}:role/crowsnest/us-east-2/engine/services/crowsnest-revenue-dataset-`),
    )
    expect(alerts.map(({ name }) => name).toSorted()).toEqual(['log', 'oncall', 'ticket'])
  })

  it('go the way roles and objects, backtest, activation, schedule, and the other way when they are destroyed', () => {
    const made = synthesise((stack) => {
      const engine = new Engine(stack, 'engine')
      void new Detector(stack, 'revenue', { ...DETECTOR, engine, alerts: ALERTS, backtest: { maxAlertsPerWeek: 1 } })
    })
    const policies = ['engine/role-state', 'engine/role-service-roles', 'engine/role-observability']
    expect(waitsFor(made, 'engine/function')).toEqual(expect.arrayContaining(policies))
    expect(waitsFor(made, 'revenue/dataset')).toEqual(
      expect.arrayContaining(['revenue/dataset-role-policy', 'engine/state-policy', 'engine/state-encryption']),
    )
    expect(waitsFor(made, 'revenue/backtest')).toEqual(
      expect.arrayContaining(['engine/function', 'revenue/detector', 'revenue/dataset', 'revenue/alert-oncall']),
    )
    expect(waitsFor(made, 'revenue/activation')).toContain('revenue/backtest')
    expect(waitsFor(made, 'revenue/schedule')).toContain('revenue/activation')
    expect(waitsFor(made, 'engine/state-policy')).toContain('engine/state-public-access')
  })

  it('make a key after the role that its policy names, and the policies of the role after the key', () => {
    const made = synthesise((stack) => void new Engine(stack, 'engine', { createStateKey: true }))
    expect(waitsFor(made, 'engine/key')).toEqual(['engine/role'])
    expect(waitsFor(made, 'engine/role-state')).toEqual(expect.arrayContaining(['engine/role', 'engine/key']))
  })

  it('close no loop, with everything of an engine and its detectors in one stack', () => {
    const made = synthesise((stack) => {
      const network = new Network(stack, 'net', { engine: { name: 'engine' } })
      const engine = new Engine(stack, 'engine', { createStateKey: true, network: network.network })
      void new Detector(stack, 'revenue', { ...DETECTOR, engine, alerts: ALERTS })
      void new Detector(stack, 'apart', { engine, interval: 'PT1H' })
      void new Dataset(stack, 'data', { engine, detector: 'apart', ...DATASET })
      void new Alert(stack, 'call', { engine, detector: 'apart', channel: ALERTS[0].channel })
    })
    const loops = made.resources.filter(({ path }) => follows(made, path).has(path)).map(({ path }) => path)
    expect(loops).toEqual([])
  })

  it('look up the account once, and only where it is not given', () => {
    const unknown = synthesise((stack) => {
      void new Detector(stack, 'one', DETECTOR)
      void new Detector(stack, 'two', DETECTOR)
    })
    expect(Object.keys(unknown.configuration.data['aws_caller_identity']!)).toEqual(['crowsnest-account'])
    const known = synthesise((stack) => void new Detector(stack, 'one', { ...DETECTOR, account: ACCOUNT }))
    expect(known.configuration.data).toEqual({})
    expect(policyOf(resourceAt(known, 'one/dataset-role-policy'))).toContain(`"s3:ResourceAccount":["${ACCOUNT}"]`)
  })

  it('take values that Terraform finds, in policies and in declarations', () => {
    const made = synthesise((stack) => {
      const topic = new SnsTopic(stack, 'topic', { name: 'oncall' })
      const key = new KmsKey(stack, 'key', {})
      const bucket = new S3Bucket(stack, 'data', {})
      const source = { historical: `s3://${bucket.bucket}/history/`, format: { csv: {} } }
      void new Detector(stack, 'revenue', {
        ...DETECTOR,
        activate: false,
        dataset: { ...DATASET, source: { s3: source } },
        bucketKeyArn: key.arn,
        alerts: [{ name: 'oncall', channel: { sns: { topic: topic.arn } } }],
        topicKeyArns: { oncall: key.arn },
      })
    })
    const bucket = resourceAt(made, 'data').address
    const topic = resourceAt(made, 'topic').address
    const key = resourceAt(made, 'key').address
    const reads = policyOf(resourceAt(made, 'revenue/dataset-role-policy'))
    expect(reads).toContain(`"Resource":["arn:aws:s3:::\${${bucket}.bucket}/history/*"]`)
    expect(reads).toContain(`"Resource":["\${${key}.arn}"]`)
    expect(policyOf(resourceAt(made, 'revenue/alert-oncall-role-policy'))).toContain(`["\${${topic}.arn}"]`)
    expect(String(resourceAt(made, 'revenue/alert-oncall').properties['content'])).toContain(`"\${${topic}.arn}"`)
    expect(String(resourceAt(made, 'revenue/dataset').properties['content'])).toContain(
      `"s3://\${${bucket}.bucket}/history/"`,
    )
    expect(JSON.stringify(made.configuration)).not.toMatch(/c0ffee|late-|271828182845/)
  })

  it('take elements of lists that Terraform finds as subnets, which policies name', () => {
    const made = synthesise((stack) => {
      const subnets = new TerraformVariable(stack, 'subnets', { type: 'list(string)' })
      void new Engine(stack, 'engine', {
        network: {
          subnetIds: [Fn.element(subnets.listValue, 0) as string],
          securityGroupIds: ['sg-0a1b2c3d4e5f60718'],
        },
      })
    })
    const policy = policyOf(resourceAt(made, 'engine/role-network'))
    expect(policy).toContain('subnet/${element(var.subnets, 0)}')
  })

  it('let Terraform read no text as an expression', () => {
    const made = synthesise(
      (stack) =>
        void new Detector(stack, 'revenue', {
          ...DETECTOR,
          description: 'at ${home} or %{if true}',
        }),
    )
    const { content } = resourceAt(made, 'revenue/detector').properties
    expect(String(content)).toContain('"at $${home} or %%{if true}"')
  })

  it('can be in another stack than their engine', () => {
    const app = new App({ outdir: folder, skipValidation: true })
    const [first, second] = ['platform', 'team'].map((name) => {
      const stack = new TerraformStack(app, name)
      void new AwsProvider(stack, 'aws', { region: 'us-east-2' })
      return stack
    }) as [TerraformStack, TerraformStack]
    const engine = new Engine(first, 'engine')
    void new Detector(second, 'revenue', { ...DETECTOR, engine })
    app.synth()
    const text = readFileSync(join(folder, 'stacks/team/cdk.tf.json'), 'utf8')
    expect(text).toContain('data.terraform_remote_state')
    expect(text).not.toContain('aws_lambda_function.')
    expect(existsSync(join(folder, 'stacks/platform/assets'))).toBe(true)
  })

  it('give their provider to every resource and look-up', () => {
    const made = synthesise((stack) => {
      const provider = new AwsProvider(stack, 'west', { region: 'us-west-2', alias: 'west' })
      const network = new Network(stack, 'net', { provider })
      const engine = new Engine(stack, 'engine', { provider, network: network.network })
      void new Detector(stack, 'revenue', { ...DETECTOR, engine, provider })
    })
    const looks = Object.values(made.configuration.data).flatMap((all) => Object.values(all))
    const providers = [...made.resources.map(({ properties }) => properties), ...looks].map((all) => all['provider'])
    expect([...new Set(providers)]).toEqual(['aws.west'])
    expect(resourceAt(made, 'engine/role').properties['path']).toBe('/crowsnest/us-west-2/engine/')
  })

  it('write the report of the roles at synthesis, where the account is known', () => {
    const path = join(folder, 'report')
    synthesise((stack) => {
      void new Engine(stack, 'engine', { account: ACCOUNT, iamReportPath: path, roles: 'precreated' })
      void new Detector(stack, 'revenue', { ...DETECTOR, account: ACCOUNT, iamReportPath: path, createRoles: false })
    })
    expect(readFileSync(join(path, 'engine-engine.md'), 'utf8')).toMatch(/^## Role `crowsnest-engine-engine-/m)
    expect(JSON.parse(readFileSync(join(path, 'detector-revenue.json'), 'utf8'))).toMatchObject({ account: ACCOUNT })
  })

  it('tell the same report as an output, with the account that Terraform finds', () => {
    const reports: string[] = []
    synthesise((stack) => void reports.push(new Detector(stack, 'revenue', DETECTOR).iamReport))
    expect(JSON.parse(reports[0]!)).toMatchObject({
      subject: 'Detector "revenue"',
      account: expect.stringMatching(/TfToken/),
    })
  })

  it('warn of what is probably not meant so', () => {
    const made = synthesise((stack) => {
      const engine = new Engine(stack, 'engine')
      const rds = {
        cluster: 'shop',
        database: 'shop',
        table: 'orders',
        engine: 'postgres',
        secret: `AmazonLookoutMetrics-shop`,
      } as const
      void new Detector(stack, 'orders', { engine, interval: 'PT1H', dataset: { ...DATASET, source: { rds } } })
    })
    expect(made.warnings).toEqual([
      expect.stringMatching(/^Detector "orders": dataset\.source\.rds: The engine is in no VPC/),
    ])
  })
})

describe('wrong arguments of the constructs', () => {
  it('are told all at once, with what to do', () => {
    const wrong = { memorySise: 1, memorySize: 1, engineName: 'no good', logRetentionDays: 2 }
    expect(problemsOf((stack) => void new Engine(stack, 'engine', wrong))).toEqual([
      'memorySise: There is no argument of this name. Did you mean `memorySize`?',
      expect.stringMatching(/^engineName: /),
      expect.stringMatching(/^memorySize: 1 is not possible/),
      expect.stringMatching(/^logRetentionDays: 2 is none of 0, 1, 3/),
    ])
  })

  it.each<{
    readonly what: string
    readonly make: (stack: TerraformStack) => unknown
    readonly problem: RegExp
  }>([
    {
      what: 'a region that only Terraform knows',
      make: (stack) => new Engine(stack, 'engine', { region: new TerraformVariable(stack, 'region', {}).stringValue }),
      problem: /^region: It is not known at synthesis/,
    },
    {
      what: 'a number that only Terraform knows, in a declaration',
      make: (stack) =>
        void new Alert(stack, 'page', {
          engine: MAIN,
          detector: 'revenue',
          threshold: new TerraformVariable(stack, 'threshold', {}).numberValue,
          channel: { log: {} },
        }),
      problem: /^threshold: It has to be known at synthesis/,
    },
    {
      what: 'a list of subnets that only Terraform knows',
      make: (stack) =>
        void new Engine(stack, 'engine', {
          network: {
            subnetIds: new TerraformVariable(stack, 'subnets', {}).listValue,
            securityGroupIds: ['sg-0a1b2c3d4e5f60718'],
          },
        }),
      problem: /^network\.subnetIds: It is a list that Terraform finds/,
    },
    {
      what: 'a name of an engine that only Terraform knows',
      make: (stack) =>
        void new Engine(stack, 'engine', {
          engineName: Token.asString({ resolve: () => 'x', creationStack: [] } as never),
        }),
      problem: /^engineName: It has to be known at synthesis/,
    },
    {
      what: 'a name of a detector that only Terraform knows',
      make: (stack) =>
        void new Detector(stack, 'revenue', {
          ...DETECTOR,
          detectorName: new TerraformVariable(stack, 'name', {}).stringValue,
        }),
      problem: /^detectorName: It has to be known at synthesis/,
    },
    {
      what: 'addresses of a VPC that only Terraform knows',
      make: (stack) => new Network(stack, 'net', { cidrBlock: new TerraformVariable(stack, 'cidr', {}).stringValue }),
      problem: /^cidrBlock: It has to be known at synthesis/,
    },
    {
      what: 'a workgroup of an account, where that of the engine is not known',
      make: (stack) =>
        void new Detector(stack, 'revenue', {
          ...DETECTOR,
          dataset: {
            ...DATASET,
            source: {
              redshift: {
                workgroup: `arn:aws:redshift-serverless:us-east-2:${ACCOUNT}:workgroup/1111abcd-0000-4000-8000-00000000000a`,
                database: 'sales',
                table: 'orders',
              },
            },
          },
        }),
      problem: /^account: It is not known at synthesis/,
    },
    {
      what: 'a report of an account that is not known',
      make: (stack) => new Engine(stack, 'engine', { iamReportPath: folder }),
      problem: /^iamReportPath: The report names the account/,
    },
    {
      what: 'a role for two purposes',
      make: (stack) =>
        void new ServiceRole(stack, 'reader', {
          engine: MAIN,
          detector: 'revenue',
          dataset: { cloudwatch: {} },
          alert: { name: 'a', sns: { topic: `arn:aws:sns:us-east-2:${ACCOUNT}:t` } },
        }),
      problem: /^dataset: A role is for one purpose/,
    },
    {
      what: 'a key of a topic without an alert',
      make: (stack) => new Detector(stack, 'revenue', { ...DETECTOR, topicKeyArns: { nobody: KEY } }),
      problem: /^topicKeyArns\.nobody: There is no alert "nobody" here/,
    },
    {
      what: 'an activation without data',
      make: (stack) => new Detector(stack, 'revenue', { engine: MAIN, interval: 'PT1H', activate: true }),
      problem: /^activate: There is no dataset here/,
    },
    {
      what: 'a part of a spec',
      make: (stack) => new Detector(stack, 'revenue', { ...DETECTOR, interval: '5m' as never }),
      problem: /^interval: .*\[INTERVAL_UNKNOWN\]$/,
    },
  ])('$what: is refused', ({ make, problem }) => {
    expect(problemsOf((stack) => void make(stack))).toEqual([expect.stringMatching(problem)])
  })
})
