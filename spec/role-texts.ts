import { show, text } from './finding-text.ts'

/** Findings about the service roles of a dataset and of alerts. */
export const ROLE_TEXTS = {
  SERVICE_ROLE_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'Service roles for Amazon Lookout for Metrics',
    summary: 'A service role is not the ARN of an IAM role.',
    message: ({ got }) => `${show(got)} is not the ARN of an IAM role.`,
    help: () =>
      'Write arn:aws:iam::<account>:role/<path and name>: the role itself, not its name, a session of it or an instance profile.',
  }),
  SERVICE_ROLE_PARTITION: text<{ partition: string; expected: string; other: string }>({
    level: 'error',
    guide: null,
    summary: 'A service role is of another partition of AWS than what the detector sends to.',
    message: ({ partition, expected, other }) =>
      `The role is of the partition ${partition}, but ${show(other)} is of ${expected}, which its sessions cannot reach.`,
    help: ({ expected }) => `Name a role of the partition ${expected}: arn:${expected}:iam::<account>:role/<name>.`,
  }),
  SERVICE_ROLE_UNUSED: text<{ kind: string }>({
    level: 'warning',
    guide: null,
    summary: 'A service role is given where none is ever assumed: for a folder, a log or a webhook.',
    message: ({ kind }) => `No role is assumed for \`${kind}\`.`,
    help: () => 'Remove `role`.',
  }),
}
