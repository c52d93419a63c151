import type { Command } from './command.ts'

/** A command before it is loaded. */
export interface CommandEntry {
  /** One line, the same as the command's own. */
  readonly summary: string
  load(): Promise<{ readonly command: Command }>
}

/**
 * The commands there are, in the order of the help. Each is loaded only when it is used or its own help is shown, so that
 * `crowsnest` starts quickly whatever a command needs. A name of two words is a command of a family: `crowsnest state verify`.
 */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  init: {
    summary: 'looks at data and writes a spec for it',
    load: () => import('./init.ts'),
  },
  check: {
    summary: 'checks specs: every problem with its place and its cure',
    load: () => import('./check.ts'),
  },
  backtest: {
    summary: 'learns from the older 70 % of historical data and finds anomalies in the newer 30 %',
    load: () => import('./backtest.ts'),
  },
  score: {
    summary: 'scores every point of a file by its past alone',
    load: () => import('./score.ts'),
  },
  lint: {
    summary: 'checks IAM policies: mistakes, what they allow too much, and what they fail to allow',
    load: () => import('./lint.ts'),
  },
  run: {
    summary: 'runs detectors on this machine: learns their history, then watches every interval and alerts',
    load: () => import('./run.ts'),
  },
  console: {
    summary: "serves the review page and the original service's API on this machine",
    load: () => import('./console.ts'),
  },
  'state verify': {
    summary: 'reads all that a state keeps and says what is missing or damaged',
    load: () => import('./state-verify.ts'),
  },
  'state repair': {
    summary: 'restores what is missing or damaged in a state, from versions, an export or a copy',
    load: () => import('./state-repair.ts'),
  },
  'state export': {
    summary: 'writes detectors with all that they know and found into one file',
    load: () => import('./state-export.ts'),
  },
  'state import': {
    summary: 'puts exported detectors into a state, where they go on',
    load: () => import('./state-import.ts'),
  },
  status: {
    summary: 'says how detectors are doing: lag, failures, rejected records, alerts that wait, and what to do',
    load: () => import('./status.ts'),
  },
  policy: {
    summary: 'writes every role and policy that a spec needs, with the reason of every statement',
    load: () => import('./policy.ts'),
  },
  evaluate: {
    summary: 'says whether requests are allowed by policies, by which statement and why',
    load: () => import('./evaluate.ts'),
  },
  diff: {
    summary: 'says what access a change of a policy adds or removes, by meaning',
    load: () => import('./diff.ts'),
  },
  review: {
    summary: 'compares deployed roles with what specs need: missing, more, less, changed trust, unused',
    load: () => import('./review.ts'),
  },
  migrate: {
    summary: 'turns templates, states and API answers of Lookout for Metrics into specs',
    load: () => import('./migrate.ts'),
  },
  cost: {
    summary: 'says what detectors cost a month in AWS, beside the price of Lookout for Metrics',
    load: () => import('./cost.ts'),
  },
  template: {
    summary: 'writes a template of CloudFormation or Terraform that deploys the detector of a spec',
    load: () => import('./template.ts'),
  },
}
