import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListTagsForResourceCommand,
  SFNClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import type * as args from '@pulumi/aws/sfn/index.js'
import { type Context, goneTags, type Handler, handler, orMissing, type Plain, until } from '../handler.ts'
import type { Tags } from '../values.ts'

const states = ({ clients }: Context): SFNClient => clients(SFNClient)

const GONE = 'StateMachineDoesNotExist'

const stateMachine = handler<args.StateMachineArgs>({
  name: { property: 'name', maxLength: 80 },
  volatile: ['revisionId'],
  async create(inputs, context) {
    refuseUnknown(inputs)
    const { stateMachineArn } = await states(context).send(
      new CreateStateMachineCommand({
        name: inputs.name,
        type: (inputs.type ?? 'STANDARD') as 'STANDARD',
        roleArn: inputs.roleArn,
        definition: inputs.definition,
        tags: keyed(context.tags),
      }),
    )
    return { id: stateMachineArn! }
  },
  async read(id, _, context) {
    const found = await orMissing(states(context).send(new DescribeStateMachineCommand({ stateMachineArn: id })), GONE)
    if (found === undefined || found.status === 'DELETING') return undefined
    return {
      name: found.name,
      arn: id,
      type: found.type,
      roleArn: found.roleArn,
      definition: found.definition,
      status: found.status,
      revisionId: found.revisionId,
      creationDate: found.creationDate?.toISOString(),
      tags: await tagsOf(id, context),
    }
  },
  async update(stateMachineArn, news, _olds, context) {
    refuseUnknown(news)
    const { roleArn, definition } = news
    await states(context).send(new UpdateStateMachineCommand({ stateMachineArn, roleArn, definition }))
    const tagKeys = goneTags(await tagsOf(stateMachineArn, context), context.tags)
    if (tagKeys.length > 0) {
      await states(context).send(new UntagResourceCommand({ resourceArn: stateMachineArn, tagKeys }))
    }
    await states(context).send(new TagResourceCommand({ resourceArn: stateMachineArn, tags: keyed(context.tags) }))
  },
  async delete(stateMachineArn, _, context) {
    await orMissing(states(context).send(new DeleteStateMachineCommand({ stateMachineArn })), GONE)
    await until(`State machine ${stateMachineArn} is gone`, async () => {
      const left = states(context).send(new DescribeStateMachineCommand({ stateMachineArn }))
      return (await orMissing(left, GONE)) === undefined
    })
  },
})

function refuseUnknown(inputs: Plain<args.StateMachineArgs>): void {
  if (inputs.encryptionConfiguration || inputs.loggingConfiguration || inputs.tracingConfiguration || inputs.publish) {
    throw new Error('the stand-in of the AWS provider knows state machines without key, log, traces and versions')
  }
}

async function tagsOf(resourceArn: string, context: Context): Promise<Tags> {
  const { tags = [] } = await states(context).send(new ListTagsForResourceCommand({ resourceArn }))
  return Object.fromEntries(tags.map(({ key, value }) => [key!, value ?? '']))
}

/** Tags as this service alone wants them. */
function keyed(tags: Tags): { readonly key: string; readonly value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }))
}

/** Handlers of Step Functions' resources. */
export const STEP_FUNCTIONS: Readonly<Record<string, Handler>> = {
  'aws:sfn/stateMachine:StateMachine': stateMachine,
}
