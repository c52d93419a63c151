import { operatorParts, type CompiledStatement } from '../evaluate/index.ts'
import { exampleOf } from './symbols.ts'

/** Somebody who may ask: stands for all whom the policies do not tell apart. */
export interface Somebody {
  /** As a request names it. */
  readonly principal: string
  /** Keys that follow from who it is and are not in its ARN. */
  readonly context: Readonly<Record<string, string>>
}

/** Condition keys whose value follows from who asks; others are free. */
export const PRINCIPAL_KEYS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'aws:username',
  'aws:principalisawsservice',
  'aws:principalservicename',
])

const ACCOUNT = '111122223333'

/**
 * People, sessions and services that stand for all: each that a policy names, others of the same accounts, somebody of
 * another account, a service and an anonymous caller. Where policies name no principals, who they are attached to.
 */
export function somebodies(statements: readonly CompiledStatement[], named: boolean): readonly Somebody[] {
  const texts = [...new Set([...statements.flatMap(namedIn), ...statements.flatMap(conditionedIn)])]
  const accounts = [
    ...new Set(texts.flatMap((text) => /^\d{12}$/.exec(text)?.[0] ?? /::(\d{12}):/.exec(text)?.[1] ?? [])),
  ]
  const known = texts.flatMap(somebodyNamed)
  const [account = ACCOUNT] = accounts
  const inAccounts = (named ? [...accounts, otherAccount(accounts)] : [account]).flatMap((each) => [
    session(each, 'somebody', 'somebody'),
    { principal: `arn:aws:iam::${each}:user/somebody`, context: {} },
  ])
  const others = named
    ? [
        { principal: 'example.amazonaws.com', context: {} },
        { principal: '*', context: {} },
      ]
    : []
  const all = [
    ...inAccounts,
    ...(named ? known : known.filter(({ principal }) => principal.startsWith('arn:'))),
    ...others,
  ]
  return [...new Map(all.map((each) => [`${each.principal} ${JSON.stringify(each.context)}`, each])).values()]
}

function otherAccount(accounts: readonly string[]): string {
  return ['999999999999', '888888888888', '777777777777'].find((each) => !accounts.includes(each)) ?? '666666666666'
}

function namedIn({ principal }: CompiledStatement): readonly string[] {
  return principal === null ? [] : principal.texts.filter((text) => text !== '*')
}

/** Who is meant by conditions on keys that follow from who asks. */
function conditionedIn({ conditions }: CompiledStatement): readonly string[] {
  return conditions.flatMap(({ key, operator, values }) => {
    const folded = key.toLowerCase()
    if (operatorParts(operator).base === 'null') return []
    const plain = values.filter((value) => !value.includes('${')).map(exampleOf)
    if (folded === 'aws:principalarn' || folded === 'aws:principalaccount' || folded === 'aws:principalservicename')
      return plain
    return folded === 'aws:username' ? plain.map((name) => `arn:aws:iam::${ACCOUNT}:user/${name}`) : []
  })
}

function somebodyNamed(text: string): readonly Somebody[] {
  if (/^\d{12}$/.test(text))
    return [{ principal: `arn:aws:iam::${text}:root`, context: {} }, session(text, 'somebody', 'somebody')]
  const [, partition, service, account, resource] =
    /^arn:(aws[a-z-]*):(iam|sts)::(\d{12}|example):(.+)$/.exec(text) ?? []
  if (partition === undefined || account === undefined || resource === undefined) {
    return /^[a-z0-9.-]+\.[a-z]+$/i.test(text) || /^[0-9a-f]{64}$/.test(text) ? [{ principal: text, context: {} }] : []
  }
  const owner = account === 'example' ? ACCOUNT : account
  if (service === 'iam' && resource.startsWith('role/')) {
    const arn = `arn:${partition}:iam::${owner}:${resource}`
    const name = resource.slice(resource.lastIndexOf('/') + 1)
    return [
      {
        principal: `arn:${partition}:sts::${owner}:assumed-role/${name}/somebody`,
        context: { 'aws:PrincipalArn': arn },
      },
    ]
  }
  const [, role, sessionName] = /^assumed-role\/([^/]+)\/([^/]+)$/.exec(resource) ?? []
  if (role !== undefined && sessionName !== undefined) {
    return [session(owner, role, sessionName), session(owner, role, 'somebody')]
  }
  return [{ principal: `arn:${partition}:${service}::${owner}:${resource}`, context: {} }]
}

function session(account: string, role: string, name: string): Somebody {
  return {
    principal: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    context: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/${role}` },
  }
}
