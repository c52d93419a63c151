import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms'
import type * as args from '@pulumi/aws/kms/index.js'
import { type Context, goneTags, type Handler, handler, orMissing, type Plain } from '../handler.ts'
import type { Tags } from '../values.ts'

const kms = ({ clients }: Context): KMSClient => clients(KMSClient)

const key = handler<args.KeyArgs>({
  async create(inputs, context) {
    const { KeyMetadata } = await kms(context).send(
      new CreateKeyCommand({
        Description: inputs.description,
        KeyUsage: inputs.keyUsage as 'ENCRYPT_DECRYPT' | undefined,
        KeySpec: inputs.customerMasterKeySpec as 'SYMMETRIC_DEFAULT' | undefined,
        MultiRegion: inputs.multiRegion,
        Policy: inputs.policy,
        BypassPolicyLockoutSafetyCheck: inputs.bypassPolicyLockoutSafetyCheck,
        Tags: keyTags(context.tags),
      }),
    )
    const id = KeyMetadata!.KeyId!
    await rotate(id, inputs, context)
    if (inputs.isEnabled === false) await kms(context).send(new DisableKeyCommand({ KeyId: id }))
    return { id }
  },
  async read(id, _, context) {
    const found = await orMissing(kms(context).send(new DescribeKeyCommand({ KeyId: id })), 'NotFoundException')
    const made = found?.KeyMetadata
    if (made === undefined || made.KeyState === 'PendingDeletion') return undefined
    const { Policy } = await kms(context).send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: 'default' }))
    const rotation = await kms(context).send(new GetKeyRotationStatusCommand({ KeyId: id }))
    return {
      arn: made.Arn,
      keyId: made.KeyId,
      description: made.Description ?? '',
      keyUsage: made.KeyUsage,
      customerMasterKeySpec: made.KeySpec,
      isEnabled: made.Enabled,
      multiRegion: made.MultiRegion ?? false,
      policy: Policy,
      enableKeyRotation: rotation.KeyRotationEnabled ?? false,
      rotationPeriodInDays: rotation.RotationPeriodInDays ?? 365,
      tags: await tagsOf(id, context),
    }
  },
  async update(id, news, olds, context) {
    const KeyId = id
    if (news.isEnabled ?? true) await kms(context).send(new EnableKeyCommand({ KeyId }))
    await rotate(id, news, context)
    await kms(context).send(new UpdateKeyDescriptionCommand({ KeyId, Description: news.description ?? '' }))
    if (news.policy !== undefined && news.policy !== olds.policy) {
      await kms(context).send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: news.policy }))
    }
    const TagKeys = goneTags(await tagsOf(id, context), context.tags)
    if (TagKeys.length > 0) await kms(context).send(new UntagResourceCommand({ KeyId, TagKeys }))
    await kms(context).send(new TagResourceCommand({ KeyId, Tags: keyTags(context.tags) }))
    if (news.isEnabled === false) await kms(context).send(new DisableKeyCommand({ KeyId }))
  },
  async delete(id, { deletionWindowInDays: PendingWindowInDays }, context) {
    const deletion = new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays })
    await orMissing(kms(context).send(deletion), 'NotFoundException', 'KMSInvalidStateException')
  },
})

async function rotate(
  KeyId: string,
  { enableKeyRotation, rotationPeriodInDays }: Plain<args.KeyArgs>,
  context: Context,
) {
  await (enableKeyRotation
    ? kms(context).send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: rotationPeriodInDays }))
    : kms(context).send(new DisableKeyRotationCommand({ KeyId })))
}

function keyTags(tags: Tags): { TagKey: string; TagValue: string }[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
}

async function tagsOf(KeyId: string, context: Context): Promise<Tags> {
  const { Tags: list = [] } = await kms(context).send(new ListResourceTagsCommand({ KeyId }))
  return Object.fromEntries(list.map(({ TagKey, TagValue }) => [TagKey!, TagValue ?? '']))
}

const alias = handler<args.AliasArgs>({
  name: { property: 'name', maxLength: 256, prefix: 'alias/' },
  async create({ name, targetKeyId: TargetKeyId }, context) {
    await kms(context).send(new CreateAliasCommand({ AliasName: name, TargetKeyId }))
    return { id: name! }
  },
  async read(id, inputs, context) {
    const { Aliases = [] } = await kms(context).send(new ListAliasesCommand({}))
    const made = Aliases.find(({ AliasName }) => AliasName === id)
    if (made === undefined) return undefined
    const { KeyMetadata } = await kms(context).send(new DescribeKeyCommand({ KeyId: made.TargetKeyId }))
    const { Arn, KeyId } = KeyMetadata!
    // Programs give the id or the ARN.
    return { name: id, arn: made.AliasArn, targetKeyArn: Arn, targetKeyId: inputs.targetKeyId === Arn ? Arn : KeyId }
  },
  async update(id, { targetKeyId: TargetKeyId }, _olds, context) {
    await kms(context).send(new UpdateAliasCommand({ AliasName: id, TargetKeyId }))
  },
  async delete(id, _, context) {
    await orMissing(kms(context).send(new DeleteAliasCommand({ AliasName: id })), 'NotFoundException')
  },
})

/** Handlers of KMS's resources. */
export const KMS: Readonly<Record<string, Handler>> = {
  'aws:kms/alias:Alias': alias,
  'aws:kms/key:Key': key,
}
