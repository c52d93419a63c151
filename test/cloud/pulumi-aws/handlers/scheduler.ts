import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  GetScheduleGroupCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import type * as args from '@pulumi/aws/scheduler/index.js'
import {
  type Context,
  goneTags,
  type Handler,
  handler,
  orMissing,
  type Plain,
  tagList,
  tagMap,
  until,
} from '../handler.ts'
import { defined } from '../values.ts'

const scheduler = ({ clients }: Context): SchedulerClient => clients(SchedulerClient)

const group = handler<args.ScheduleGroupArgs>({
  name: { property: 'name', maxLength: 64 },
  volatile: ['lastModificationDate'],
  async create({ name }, context) {
    await scheduler(context).send(new CreateScheduleGroupCommand({ Name: name, Tags: tagList(context.tags) }))
    return { id: name! }
  },
  async read(id, _, context) {
    const found = await orMissing(scheduler(context).send(new GetScheduleGroupCommand({ Name: id })))
    if (found === undefined) return undefined
    const { Tags } = await scheduler(context).send(new ListTagsForResourceCommand({ ResourceArn: found.Arn }))
    return {
      name: id,
      arn: found.Arn,
      state: found.State,
      creationDate: found.CreationDate?.toISOString(),
      lastModificationDate: found.LastModificationDate?.toISOString(),
      tags: tagMap(Tags),
    }
  },
  async update(id, _news, _olds, context) {
    const { Arn: ResourceArn } = await scheduler(context).send(new GetScheduleGroupCommand({ Name: id }))
    const { Tags } = await scheduler(context).send(new ListTagsForResourceCommand({ ResourceArn }))
    const TagKeys = goneTags(tagMap(Tags), context.tags)
    if (TagKeys.length > 0) await scheduler(context).send(new UntagResourceCommand({ ResourceArn, TagKeys }))
    await scheduler(context).send(new TagResourceCommand({ ResourceArn, Tags: tagList(context.tags) }))
  },
  async delete(id, _, context) {
    await orMissing(scheduler(context).send(new DeleteScheduleGroupCommand({ Name: id })))
    await until(`Schedule group ${id} is gone`, async () => {
      return (await orMissing(scheduler(context).send(new GetScheduleGroupCommand({ Name: id })))) === undefined
    })
  },
})

const schedule = handler<args.ScheduleArgs>({
  name: { property: 'name', maxLength: 64 },
  async create(inputs, context) {
    await scheduler(context).send(new CreateScheduleCommand(toSchedule(inputs)))
    return { id: `${inputs.groupName ?? 'default'}/${inputs.name}` }
  },
  async read(id, _, context) {
    const found = await orMissing(scheduler(context).send(new GetScheduleCommand(placeOf(id))))
    return found && fromSchedule(found)
  },
  async update(_id, news, _olds, context) {
    await scheduler(context).send(new UpdateScheduleCommand(toSchedule(news)))
  },
  async delete(id, _, context) {
    await orMissing(scheduler(context).send(new DeleteScheduleCommand(placeOf(id))))
  },
})

function placeOf(id: string): { readonly GroupName: string; readonly Name: string } {
  const [GroupName, Name] = id.split('/') as [string, string]
  return { GroupName, Name }
}

function toSchedule(inputs: Plain<args.ScheduleArgs>) {
  const { target, flexibleTimeWindow: window } = inputs
  if (target.ecsParameters || target.eventbridgeParameters || target.kinesisParameters || target.sqsParameters) {
    throw new Error('target: the stand-in of the AWS provider knows targets without parameters of their own')
  }
  return {
    Name: inputs.name,
    GroupName: inputs.groupName,
    Description: inputs.description,
    ActionAfterCompletion: inputs.actionAfterCompletion as 'NONE' | undefined,
    FlexibleTimeWindow: { Mode: window.mode as 'OFF', MaximumWindowInMinutes: window.maximumWindowInMinutes },
    KmsKeyArn: inputs.kmsKeyArn,
    ScheduleExpression: inputs.scheduleExpression,
    ScheduleExpressionTimezone: inputs.scheduleExpressionTimezone ?? 'UTC',
    StartDate: inputs.startDate === undefined ? undefined : new Date(inputs.startDate),
    EndDate: inputs.endDate === undefined ? undefined : new Date(inputs.endDate),
    State: (inputs.state ?? 'ENABLED') as 'ENABLED',
    Target: {
      Arn: target.arn,
      RoleArn: target.roleArn,
      Input: target.input,
      ...(target.deadLetterConfig && { DeadLetterConfig: { Arn: target.deadLetterConfig.arn } }),
      RetryPolicy: {
        MaximumEventAgeInSeconds: target.retryPolicy?.maximumEventAgeInSeconds ?? 86_400,
        MaximumRetryAttempts: target.retryPolicy?.maximumRetryAttempts ?? 185,
      },
    },
  }
}

function fromSchedule(made: GetScheduleCommandOutput) {
  const { Target: target, FlexibleTimeWindow: window } = made
  return {
    name: made.Name,
    groupName: made.GroupName,
    arn: made.Arn,
    description: made.Description || undefined,
    actionAfterCompletion: made.ActionAfterCompletion ?? 'NONE',
    flexibleTimeWindow: defined({ mode: window?.Mode, maximumWindowInMinutes: window?.MaximumWindowInMinutes }),
    kmsKeyArn: made.KmsKeyArn,
    scheduleExpression: made.ScheduleExpression,
    scheduleExpressionTimezone: made.ScheduleExpressionTimezone,
    startDate: made.StartDate?.toISOString(),
    endDate: made.EndDate?.toISOString(),
    state: made.State,
    target: defined({
      arn: target?.Arn,
      roleArn: target?.RoleArn,
      input: target?.Input,
      deadLetterConfig: target?.DeadLetterConfig?.Arn && { arn: target.DeadLetterConfig.Arn },
      retryPolicy: {
        maximumEventAgeInSeconds: target?.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
        maximumRetryAttempts: target?.RetryPolicy?.MaximumRetryAttempts ?? 185,
      },
    }),
  }
}

/** Handlers of EventBridge Scheduler's resources. */
export const SCHEDULER: Readonly<Record<string, Handler>> = {
  'aws:scheduler/schedule:Schedule': schedule,
  'aws:scheduler/scheduleGroup:ScheduleGroup': group,
}
