/**
 * A policy without what plays no part in its meaning, as text: order and duplicates of statements and lists, one value or a
 * list, Sid and Id, case of actions, Effect, operators and keys, empty elements, an account by its id or its root, texts for
 * numbers and truth values. It reads policies that AWS would refuse too, to find them the same when they say the same.
 *
 * @param document - a policy, or a list of policies
 */
export function normalForm(document: unknown): string {
  const policies = Array.isArray(document) ? document : [document]
  const statements = policies.flatMap((policy): readonly unknown[] => {
    if (!isObject(policy)) return [policy]
    const { Statement: statement, ...rest } = policy
    const each = statement === undefined ? [] : Array.isArray(statement) ? statement : [statement]
    const variables = rest['Version'] === '2012-10-17'
    const { Version: _version, Id: _id, ...others } = rest
    const unknown = Object.keys(others).length === 0 ? [] : [others]
    return [...unknown, ...each.map((one: unknown) => normalStatement(one, variables))]
  })
  return JSON.stringify([...new Set(statements.map((each) => JSON.stringify(sortedKeys(each))))].toSorted())
}

/** One statement without what plays no part in its meaning. */
export function normalStatement(statement: unknown, variables: boolean): unknown {
  if (!isObject(statement)) return statement
  const entries = Object.entries(statement).flatMap(([element, value]): [string, unknown][] => {
    const normal = normalElement(element, value)
    return normal === undefined ? [] : [[element, normal]]
  })
  const text = JSON.stringify(statement)
  // Without variables `${` is plain text, so the version is part of the meaning of a statement that has it.
  return Object.fromEntries(text.includes('${') ? [...entries, ['variables', variables]] : entries)
}

type Json = Readonly<Record<string, unknown>>

function normalElement(element: string, value: unknown): unknown {
  switch (element) {
    case 'Sid':
      return undefined
    case 'Effect':
      return typeof value === 'string' ? value.toLowerCase() : value
    case 'Action':
    case 'NotAction':
      return list(value, (text) => text.toLowerCase())
    case 'Resource':
    case 'NotResource':
      return list(value, (text) => text)
    case 'Principal':
    case 'NotPrincipal':
      return normalPrincipal(value)
    case 'Condition':
      return normalCondition(value)
    default:
      return value
  }
}

function normalPrincipal(value: unknown): unknown {
  const map = typeof value === 'string' ? { AWS: value } : value
  if (!isObject(map)) return map
  const entries = Object.entries(map)
    .map(([type, names]) => [type, list(names, accountOf)] as const)
    .filter(([, names]) => !(Array.isArray(names) && names.length === 0))
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/** `arn:aws:iam::111122223333:root` is the account 111122223333. */
function accountOf(name: string): string {
  return /^arn:[^:]*:iam::(\d{12}):root$/i.exec(name)?.[1] ?? name
}

function normalCondition(block: unknown): unknown {
  if (!isObject(block)) return block
  const conditions = Object.entries(block).flatMap(([operator, keys]): unknown[] => {
    if (!isObject(keys)) return [[operator, keys]]
    return Object.entries(keys).map(([key, values]) => [
      operator.toLowerCase(),
      key.toLowerCase(),
      list(values, String),
    ])
  })
  if (conditions.length === 0) return undefined
  return [...new Set(conditions.map((each) => JSON.stringify(each)))].toSorted()
}

function list(value: unknown, normal: (text: string) => string): unknown {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.every((each) => ['string', 'number', 'boolean'].includes(typeof each))
    ? [...new Set(values.map((each) => normal(String(each))))].toSorted()
    : value
}

function sortedKeys(value: unknown): unknown {
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]) => [key, sortedKeys(each)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
