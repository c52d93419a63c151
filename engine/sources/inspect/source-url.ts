import type { SourceSpec } from '../../../spec/index.ts'
import { InspectError } from './inspect-error.ts'

/** A live source that was named on a command line; without a table its tables are wanted. */
export interface NamedSource {
  readonly source: SourceSpec
  /** What the detector is named after. */
  readonly name: string
  /** Whether everything is named that can be looked at. */
  readonly complete: boolean
}

/** What a URL does not say. */
export interface SourceCredentials {
  /** Name or ARN of a secret. */
  readonly secret?: string
}

type Engine = Extract<SourceSpec, { readonly rds: unknown }>['rds']['engine']

const ENGINES: Readonly<Record<string, Engine>> = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
  'mariadb:': 'mariadb',
  'sqlserver:': 'sqlserver',
  'mssql:': 'sqlserver',
}

/**
 * Understands the URL of a live source: `postgres://user@host/database/schema.table` (also mysql, mariadb, sqlserver),
 * `redshift://cluster/database/schema.table`, `athena://workgroup/database/table`, `cloudwatch://namespace`, `appflow://flow`.
 *
 * @returns undefined when it is none: a path, or an URL of files
 * @throws {InspectError} PASSWORD_IN_URL, URL_INCOMPLETE
 */
export function namedSource(text: string, { secret }: SourceCredentials): NamedSource | undefined {
  const cloudwatch = /^cloudwatch:(?:\/\/)?(.*)$/s.exec(text)
  if (cloudwatch !== null) {
    const namespace = cloudwatch[1]!
    return { source: { cloudwatch: { namespace } }, name: namespace || 'metrics', complete: namespace !== '' }
  }
  const flow = /^appflow:(?:\/\/)?([^/]+)$/.exec(text)?.[1]
  if (flow !== undefined) {
    // Where it delivers to, and how, is looked up.
    const source = { appflow: { flow, destination: '', format: { jsonLines: {} } } }
    return { source, name: flow, complete: true }
  }
  const scheme = /^([a-z]+:)\/\//.exec(text)?.[1] ?? ''
  if (!(scheme in ENGINES) && scheme !== 'redshift:' && scheme !== 'athena:') return undefined
  // Not every scheme has hosts for URL, but http does.
  const url = URL.parse(text.replace(/^[a-z]+:/, 'http:'))
  if (url === null) throw new InspectError('URL_INCOMPLETE', text, { form: FORMS[scheme] ?? FORMS['postgres:']! })
  if (url.password !== '') {
    throw new InspectError('PASSWORD_IN_URL', `${scheme}//${url.host}`, { variable: 'CROWSNEST_DATABASE_PASSWORD' })
  }
  const [database = '', path = ''] = url.pathname.split('/').slice(1).map(decodeURIComponent)
  const host = decodeURIComponent(url.hostname)
  const form = FORMS[scheme] ?? FORMS['postgres:']!
  if (host === '' || database === '') throw new InspectError('URL_INCOMPLETE', text, { form })
  const dot = scheme === 'athena:' ? -1 : path.indexOf('.')
  const schema = dot < 0 ? {} : { schema: path.slice(0, dot) }
  const table = path.slice(dot + 1)
  const named = { name: table || database, complete: table !== '' }
  if (scheme === 'athena:') return { source: { athena: { workgroup: host, database, table } }, ...named }
  if (scheme === 'redshift:') {
    const redshift = { cluster: host, database, ...schema, table, ...(secret !== undefined && { secret }) }
    return { source: { redshift }, ...named }
  }
  const user = decodeURIComponent(url.username)
  if (secret === undefined && user === '') throw new InspectError('URL_INCOMPLETE', text, { form })
  const rds = {
    engine: ENGINES[scheme]!,
    ...addressOf(host, url.port),
    database,
    ...schema,
    table,
    ...(secret === undefined ? { user } : { secret }),
  }
  return { source: { rds }, ...named }
}

const FORMS: Readonly<Record<string, string>> = {
  'postgres:': 'postgres://user@host/database/schema.table, or with --secret and without the user',
  'redshift:': 'redshift://cluster/database/schema.table',
  'athena:': 'athena://workgroup/database/table',
}

/** The endpoints of RDS have the identifier in their names, which stays when the address changes. */
function addressOf(host: string, port: string): object {
  const [, name, kind, region] =
    /^([a-z0-9-]+)\.(cluster-(?:ro-)?)?[a-z0-9]+\.([a-z0-9-]+)\.rds\.amazonaws\.com(?:\.cn)?$/i.exec(host) ?? []
  const given = port === '' ? {} : { port: Number(port) }
  if (name === undefined || region === undefined) return { host, ...given }
  return { [kind === undefined ? 'instance' : 'cluster']: name, region, ...given }
}
