import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AWS_PACKAGE, extractSchema } from './extract.ts'
import type { ResourceSchema } from './property-type.ts'

const here = import.meta.dirname
const schemas = new Map<string, ResourceSchema>()
let folder: string | undefined

/**
 * The schema of a resource type of the installed `@pulumi/aws`. The first look at a type takes about a second; it is kept
 * in `.cache/aws-schema`, by the version of `@pulumi/aws`.
 *
 * @param type - for example `aws:s3/bucket:Bucket`
 * @throws when `@pulumi/aws` has no such resource type
 */
export function resourceSchema(type: string): ResourceSchema {
  const known = schemas.get(type)
  if (known !== undefined) return known
  const schema = cachedSchema(type)
  schemas.set(type, schema)
  return schema
}

function cachedSchema(type: string): ResourceSchema {
  folder ??= cacheFolder()
  const file = join(folder, `${type.replaceAll(/\W/g, '_')}.json`)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as ResourceSchema
  const schema = extractSchema(type)
  const draft = `${file}.${randomUUID()}`
  mkdirSync(folder, { recursive: true })
  writeFileSync(draft, JSON.stringify(schema))
  renameSync(draft, file)
  return schema
}

/** Another one for each version of `@pulumi/aws` and of what reads it. */
function cacheFolder(): string {
  const hash = createHash('sha256')
    .update(readFileSync(join(AWS_PACKAGE, 'package.json')))
    .update(readFileSync(join(here, 'extract.ts')))
    .digest('hex')
  return join(here, '..', '..', '.cache', 'aws-schema', hash.slice(0, 12))
}
