import { parseArn, type AwsPlace } from '../../spec/index.ts'
import type { Conditions, PolicyDocument, Statement } from './policy-document.ts'
import type { ResourcePolicy } from './role.ts'

/**
 * What the owners of buckets, keys and secrets in other accounts add to their policies, so that a dataset's role can read: across
 * accounts both sides have to agree. They are the statements of the role, turned around.
 *
 * @param role - ARN of the dataset's role
 * @param statements - what it may do; the statements of one bucket name its owner by `s3:ResourceAccount`
 */
export function sharedDatasetPolicies(
  place: Pick<AwsPlace, 'account'>,
  role: string,
  statements: readonly Statement[],
): readonly ResourcePolicy[] {
  const isForeign = (account: string | undefined): boolean => account !== undefined && account !== place.account
  const files = statements.filter((statement) => isForeign(bucketOwner(statement)))
  const keys = statements.filter(({ resources: [key = ''], conditions }) => {
    const arn = parseArn(key)
    if (arn?.service !== 'kms') return false
    const ofSharedBucket = files.some(({ resources }) => keyServes(conditions, bucketOf(resources[0]!)))
    return isForeign(arn.account) || ofSharedBucket
  })
  const secrets = statements.filter(({ actions, resources: [secret = ''] }) => {
    return actions.includes('secretsmanager:GetSecretValue') && isForeign(parseArn(secret)?.account)
  })
  return [
    ...[...Map.groupBy(files, ({ resources }) => bucketOf(resources[0]!))].map(
      ([bucket, ofBucket]): ResourcePolicy => ({
        kind: 'dataset-bucket',
        resource: bucket,
        document: document(
          'dataset-bucket',
          ofBucket.map((statement) => fileShare(statement, role)),
        ),
        reason: `To be added by the owner of the bucket, account ${bucketOwner(ofBucket[0]!)}, to its policy.`,
      }),
    ),
    ...secrets.map((statement): ResourcePolicy => ({
      kind: 'dataset-secret',
      resource: statement.resources[0]!,
      document: document('dataset-secret', [secretShare(statement, role)]),
      reason: `To be added by the owner of the secret, account ${ownerOf(statement)}, to its policy.`,
    })),
    ...[...Map.groupBy(keys, ({ resources }) => resources[0]!)].map(([key, ofKey]): ResourcePolicy => {
      const kind = isOfSecret(ofKey[0]!) ? 'dataset-secret-key' : 'dataset-key'
      // Files of two buckets may have one key; what is left of its statements is then the same.
      const shares = new Map(ofKey.map((statement) => keyShare(statement, role)).map((share) => [share.sid, share]))
      return {
        kind,
        resource: key,
        document: document(kind, [...shares.values()]),
        reason: `To be added by the owner of the key, account ${ownerOf(ofKey[0]!)}, to its policy.`,
      }
    }),
  ]
}

function document(name: string, statements: readonly Statement[]): PolicyDocument {
  return { name, kind: 'resource', statements }
}

/** The account that a bucket has to be of, as the role's own statement says; undefined for what is no bucket. */
function bucketOwner({ conditions }: Statement): string | undefined {
  return conditions['StringEquals']?.['s3:ResourceAccount']?.[0]
}

/** ARN of the bucket of a bucket or object. */
function bucketOf(arn: string): string {
  return arn.split('/')[0]!
}

function ownerOf({ resources: [resource = ''] }: Statement): string | undefined {
  return parseArn(resource)?.account
}

const ENCRYPTED_FILE = 'kms:EncryptionContext:aws:s3:arn'
const ENCRYPTED_SECRET = 'kms:EncryptionContext:SecretARN'

/** Whether the use of a key is about files of a bucket. */
function keyServes(conditions: Conditions, bucket: string): boolean {
  return Object.values(conditions).some((keys) => keys[ENCRYPTED_FILE]?.some((arn) => bucketOf(arn) === bucket))
}

function isOfSecret({ conditions }: Statement): boolean {
  return Object.values(conditions).some((keys) => ENCRYPTED_SECRET in keys)
}

const FILES_SOURCE =
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html'

function fileShare({ actions, resources, conditions, operations }: Statement, role: string): Statement {
  const isListing = actions.includes('s3:ListBucket')
  return {
    sid: isListing ? 'CrowsnestLists' : 'CrowsnestReads',
    effect: 'Allow',
    principal: { AWS: [role] },
    actions,
    resources,
    conditions: withoutKey(conditions, 's3:ResourceAccount'),
    reason: `The dataset of a detector in another account ${isListing ? 'finds' : 'reads'} its files: below its paths only.`,
    operations,
    source: FILES_SOURCE,
  }
}

function secretShare({ actions, resources, conditions, operations }: Statement, role: string): Statement {
  return {
    sid: 'CrowsnestReadsSecret',
    effect: 'Allow',
    principal: { AWS: [role] },
    actions,
    resources,
    conditions,
    reason:
      'The dataset of a detector in another account signs in to its database with this secret, and reads no other.',
    operations,
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html',
  }
}

function keyShare(statement: Statement, role: string): Statement {
  const { actions, conditions, operations } = statement
  const uses = actions.some((action) => action !== 'kms:Decrypt')
  const what = isOfSecret(statement)
    ? 'Secrets Manager decrypts the secret'
    : `S3 decrypts ${uses ? 'and encrypts ' : ''}the files`
  return {
    sid: uses ? 'CrowsnestUses' : 'CrowsnestDecrypts',
    effect: 'Allow',
    principal: { AWS: [role] },
    actions,
    resources: ['*'],
    // Which objects those are, the policy of their bucket says.
    conditions: withoutKey(conditions, ENCRYPTED_FILE),
    reason: `${what} for the dataset of another account. The star stands for this key.`,
    operations,
    source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
  }
}

/** Conditions without a key, and without the operators that are left with none. */
function withoutKey(conditions: Conditions, key: string): Conditions {
  return Object.fromEntries(
    Object.entries(conditions)
      .map(
        ([operator, keys]) =>
          [operator, Object.fromEntries(Object.entries(keys).filter(([other]) => other !== key))] as const,
      )
      .filter(([, keys]) => Object.keys(keys).length > 0),
  )
}
