import { arnParts } from '../arn-parts.ts'
import { found, rule } from '../rule.ts'

/** With S3 Bucket Keys the context is the bucket, without them the object. */
export const encryptionContext = rule({
  codes: ['ENCRYPTION_CONTEXT_ONE_FORM', 'ENCRYPTION_CONTEXT_KEY_UNKNOWN'],
  *check({ statements }) {
    for (const { conditions } of statements) {
      for (const { name, key, values, valueNode, operator } of conditions) {
        const [, service, written] = /^kms:EncryptionContext:aws:([a-z0-9]+):(.+)$/i.exec(key.value) ?? []
        const right = service === undefined ? undefined : KEYS[service]
        if (right !== undefined && written !== right) {
          const better = `kms:EncryptionContext:aws:${service}:${right}`
          yield found('ENCRYPTION_CONTEXT_KEY_UNKNOWN', key.node, { key: key.shown, better })
        }
        if (name !== 'kms:encryptioncontext:aws:s3:arn' || operator?.negated === true) continue
        const arns = values.flatMap(({ value }) => arnParts(value) ?? [])
        if (arns.length < values.length || arns.length === 0) continue
        const objects = arns.filter(({ resource }) => resource.includes('/')).length
        const both = objects > 0 && objects < arns.length
        const open = arns.some(({ resource }) => !resource.includes('/') && /[*?\uE000]/.test(resource))
        if (both || open) continue
        const missing = objects > 0 ? 'arn:aws:s3:::BUCKET' : 'arn:aws:s3:::BUCKET/KEY'
        yield found('ENCRYPTION_CONTEXT_ONE_FORM', valueNode, { missing })
      }
    }
  },
})

/** What the services put into their context. https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html */
const KEYS: Readonly<Record<string, string>> = { s3: 'arn', sns: 'topicArn' }
