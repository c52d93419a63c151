import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager'
import type * as args from '@pulumi/aws/secretsmanager/index.js'
import { type Context, goneTags, type Handler, handler, orMissing, tagList, tagMap } from '../handler.ts'

const secrets = ({ clients }: Context): SecretsManagerClient => clients(SecretsManagerClient)

const GONE = ['ResourceNotFoundException', 'InvalidRequestException']

const secret = handler<args.SecretArgs>({
  name: { property: 'name', maxLength: 512 },
  async create(inputs, context) {
    const { ARN } = await secrets(context).send(
      new CreateSecretCommand({
        Name: inputs.name,
        Description: inputs.description,
        KmsKeyId: inputs.kmsKeyId,
        Tags: tagList(context.tags),
      }),
    )
    await putPolicy(ARN!, inputs.policy, context)
    return { id: ARN! }
  },
  async read(id, _, context) {
    const found = await orMissing(secrets(context).send(new DescribeSecretCommand({ SecretId: id })), ...GONE)
    if (found === undefined || found.DeletedDate !== undefined) return undefined
    const policy = await orMissing(secrets(context).send(new GetResourcePolicyCommand({ SecretId: id })), ...GONE)
    return {
      arn: found.ARN,
      name: found.Name,
      description: found.Description || undefined,
      kmsKeyId: found.KmsKeyId || undefined,
      policy: policy?.ResourcePolicy ?? '',
      tags: tagMap(found.Tags),
    }
  },
  async update(id, news, olds, context) {
    const SecretId = id
    await secrets(context).send(
      new UpdateSecretCommand({ SecretId, Description: news.description ?? '', KmsKeyId: news.kmsKeyId }),
    )
    if (news.policy !== olds.policy) await putPolicy(id, news.policy, context)
    const { Tags } = await secrets(context).send(new DescribeSecretCommand({ SecretId }))
    const TagKeys = goneTags(tagMap(Tags), context.tags)
    if (TagKeys.length > 0) await secrets(context).send(new UntagResourceCommand({ SecretId, TagKeys }))
    await secrets(context).send(new TagResourceCommand({ SecretId, Tags: tagList(context.tags) }))
  },
  async delete(id, { recoveryWindowInDays = 30 }, context) {
    const how =
      recoveryWindowInDays === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: recoveryWindowInDays }
    await orMissing(secrets(context).send(new DeleteSecretCommand({ SecretId: id, ...how })), ...GONE)
  },
})

async function putPolicy(SecretId: string, policy: string | undefined, context: Context): Promise<void> {
  await (policy === undefined
    ? orMissing(secrets(context).send(new DeleteResourcePolicyCommand({ SecretId })), ...GONE)
    : secrets(context).send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy })))
}

const version = handler<args.SecretVersionArgs>({
  async create(inputs, context) {
    const { VersionId } = await secrets(context).send(
      new PutSecretValueCommand({
        SecretId: inputs.secretId,
        SecretString: inputs.secretString ?? inputs.secretStringWo,
        SecretBinary: inputs.secretBinary === undefined ? undefined : Buffer.from(inputs.secretBinary, 'base64'),
        VersionStages: inputs.versionStages,
      }),
    )
    return { id: `${inputs.secretId}|${VersionId}` }
  },
  async read(id, inputs, context) {
    const [SecretId, VersionId] = id.split('|')
    const found = await orMissing(secrets(context).send(new GetSecretValueCommand({ SecretId, VersionId })), ...GONE)
    const writeOnly = inputs.secretStringWo !== undefined
    return (
      found && {
        secretId: SecretId,
        arn: found.ARN,
        secretArn: found.ARN,
        versionId: found.VersionId,
        versionStages: found.VersionStages,
        hasSecretStringWo: writeOnly,
        secretString: writeOnly ? undefined : found.SecretString,
      }
    )
  },
  async delete() {
    // The version that is current cannot be removed; it goes with its secret.
  },
})

/** Handlers of Secrets Manager's resources. */
export const SECRETS_MANAGER: Readonly<Record<string, Handler>> = {
  'aws:secretsmanager/secret:Secret': secret,
  'aws:secretsmanager/secretVersion:SecretVersion': version,
}
