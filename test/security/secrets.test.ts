import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import { consoleParts } from '../../engine/api/console-parts.ts'
import { serveHttp } from '../../engine/api/index.ts'
import type { ApiHost } from '../../engine/api/index.ts'
import { folderStore, memoryStore, type ObjectStore } from '../../engine/state/index.ts'
import { fakeIo } from '../cli/fake-io.ts'
import { smallShop } from '../cli/small-shop.ts'

/** What nobody may find in anything that is written or answered. */
const PLANTED = {
  databasePassword: 'planted-database-password-7f3a',
  passwordVariable: 'planted-variable-password-91bc',
  webhookPath: 'planted-webhook-path-4c1d',
  webhookKey: 'planted-webhook-key-aa27',
  secretKey: 'planted/AWS+secret/access/key/5e90',
  sessionToken: 'planted-AWS-session-token-d6f8',
  consoleToken: 'planted-console-token-0b1e2',
} as const

const folder = smallShop()
const servers: Server[] = []
const before = { ...process.env }
let webhook = 0
let aws = 0
let database = 0
/** Requests that carried a secret to whom it is for: without them the test would show nothing. */
const told: string[] = []

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

beforeAll(async () => {
  webhook = await listen(
    createHttpServer((request, response) => {
      told.push(`webhook ${request.url}`)
      request.resume()
      response.writeHead(404).end(`<pre>Cannot POST ${request.url}</pre>`)
    }),
  )
  aws = await listen(
    createHttpServer((request, response) => {
      const target = String(request.headers['x-amz-target'] ?? request.url)
      told.push(`aws ${target} ${String(request.headers['x-amz-security-token'])}`)
      request.resume()
      if (target.endsWith('GetSecretValue')) {
        const SecretString = JSON.stringify({ username: 'reader', password: PLANTED.databasePassword })
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ SecretString }))
      } else {
        const body =
          '<Error><Code>AccessDenied</Code><Message>User: x is not authorized to perform: s3:ListBucket</Message></Error>'
        response.writeHead(403, { 'content-type': 'application/xml' }).end(body)
      }
    }),
  )
  // Takes what a driver sends first, and hangs up.
  database = await listen(
    createServer((socket) => void socket.on('error', () => undefined).once('data', () => socket.destroy())),
  )
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIAPLANTED',
    AWS_SECRET_ACCESS_KEY: PLANTED.secretKey,
    AWS_SESSION_TOKEN: PLANTED.sessionToken,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${aws}`,
    AWS_MAX_ATTEMPTS: '1',
    SHOP_PASSWORD: PLANTED.passwordVariable,
  })
  writeSpecs()
})

afterAll(async () => {
  for (const server of servers) server.close()
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  rmSync(folder, { recursive: true })
})

function writeSpecs(): void {
  const shop = readFileSync(join(folder, 'shop.yaml'), 'utf8')
  const url = `http://127.0.0.1:${webhook}/hooks/${PLANTED.webhookPath}?key=${PLANTED.webhookKey}`
  writeFileSync(
    join(folder, 'hook.yaml'),
    shop.replace('channel: { log: {} }', `channel: { webhook: { url: "${url}" } }`),
  )
  // An hour that stands out, so that the alert fires.
  const day = join(folder, 'live', '20260621')
  mkdirSync(day, { recursive: true })
  const lines = ['us', 'uk', 'de'].map((country) => `2026-06-21 02:00:00,${country},90000`)
  writeFileSync(join(day, '0200.csv'), `timestamp,country,orders\n${lines.join('\n')}\n`)
  const dataset = shop.slice(shop.indexOf('  timestamp:'), shop.indexOf('alerts:'))
  const head = 'detector: shop\ninterval: PT1H\ndataset:\n  source:\n'
  writeFileSync(
    join(folder, 's3.yaml'),
    `${head}    s3: { continuous: "s3://acme-planted/live/{{yyyyMMdd}}/", format: { csv: {} } }\n${dataset}`,
  )
  for (const [name, credentials] of [
    ['secret', 'secret: AmazonLookoutMetrics-shop'],
    ['variable', 'user: reader, passwordVariable: SHOP_PASSWORD'],
  ] as const) {
    const rds = `engine: postgres, host: 127.0.0.1, port: ${database}, database: shop, table: orders, tls: OFF, ${credentials}`
    writeFileSync(join(folder, `${name}.yaml`), `${head}    rds: { ${rds} }\n${dataset.replace(/, format: [^}]*/, '')}`)
  }
}

/** All files of a folder, with what is in them. */
function filesOf(path: string): readonly (readonly [string, string])[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, 'latin1')])
}

function planted(text: string, but: readonly string[] = []): readonly string[] {
  const forms = (secret: string): readonly string[] => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replaceAll('=', '').slice(0, -1),
  ]
  return Object.entries(PLANTED)
    .filter(([name, secret]) => !but.includes(name) && forms(secret).some((form) => text.includes(form)))
    .map(([name]) => name)
}

function hostOf(store: ObjectStore): ApiHost {
  return {
    store,
    place: { partition: 'aws', region: 'us-east-1', account: '111122223333' },
    now: () => Date.UTC(2026, 10, 28),
    newId: () => 'id',
    writer: 'test',
    reviewer: 'test',
    buckets: new Map(),
    wake: () => undefined,
  }
}

const UNTIL = ['--until', '2026-06-21T08:00:30Z']
const SPECS = ['hook.yaml', 's3.yaml', 'secret.yaml', 'variable.yaml']

const COMMANDS: readonly (readonly string[])[] = SPECS.flatMap((spec) =>
  [
    ['check', spec, '--connect'],
    ['backtest', spec],
    ['backtest', spec, '--report', `${spec}.html`],
    ['run', spec, '--state', `state-${spec}`, ...UNTIL],
    ['policy', spec, '--format', 'html'],
    ['cost', spec],
    ['template', spec, '--to', 'cloudformation'],
    ['review', spec],
  ].flatMap((args) => [
    [...args, '--debug'],
    [...args.filter((each, i) => each !== '--format' && args[i - 1] !== '--format'), '--json'],
  ]),
)

describe('no secret is in what is written', () => {
  // A spec holds the address of its webhook, and so does the detector that is declared of it; nothing else may.
  it.each(COMMANDS)('by crowsnest %s %s %s %s', async (...args) => {
    const io = fakeIo(undefined, folder)
    await main(args, { ...io, env: process.env })
    const written = io.out() + io.err()
    expect(written).not.toBe('')
    // A template declares the spec as it is.
    const isSpec = args[0] === 'template' ? ['webhookPath', 'webhookKey'] : []
    expect(planted(written, isSpec)).toEqual([])
  })

  it('to reports', () => {
    const reports = readdirSync(folder).filter((name) => name.endsWith('.html'))
    expect(planted(reports.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n'))).toEqual([])
  })

  // docs/security.md, "What is not met": the address of a plain webhook is a part of the spec, and of the events that went there.
  it('to the state, but the declaration itself and the events of the alert', () => {
    const state = join(folder, 'state-hook.yaml')
    const holders = filesOf(state).filter(([, text]) => planted(text).length > 0)
    const kinds = new Set(holders.map(([name]) => /(alerts|commits)\//.exec(name)?.[1] ?? name))
    expect([...kinds].toSorted()).toEqual(['alerts', 'commits'])
    const others = filesOf(state).filter(([name]) => !/(alerts|commits)\//.test(name))
    expect(others.some(([, text]) => text.includes('answered 404: \\"<pre>Cannot POST ***'))).toBe(true)
    for (const spec of SPECS.slice(1)) {
      expect(
        planted(
          filesOf(join(folder, `state-${spec}`))
            .map(([, text]) => text)
            .join('\n'),
        ),
      ).toEqual([])
    }
  })

  it('by the page and the API that read this state', async () => {
    const store = await folderStore(join(folder, 'state-hook.yaml'))
    const { data, api } = consoleParts(hostOf(store), () => undefined)
    const request = { method: 'GET', query: new URLSearchParams(), headers: {}, body: new Uint8Array(0) }
    for (const path of ['/detectors', '/detectors/shop', '/detectors/shop/alerts', '/detectors/shop/executions']) {
      const { status, body } = await data({ ...request, path })
      expect([status, planted(String(body))]).toEqual([200, []])
    }
    const arn = 'arn:aws:lookoutmetrics:us-east-1:111122223333:Alert:on-call'
    for (const [path, members] of [
      ['/ListAlerts', {}],
      ['/DescribeAlert', { AlertArn: arn }],
    ] as const) {
      const { body } = await api({ ...request, method: 'POST', path, body: Buffer.from(JSON.stringify(members)) })
      expect(planted(String(body))).toEqual([])
    }
  })

  it('although each was told to whom it is for', () => {
    expect(told.some((line) => line.startsWith('webhook ') && line.includes(PLANTED.webhookKey))).toBe(true)
    expect(told.some((line) => line.includes('GetSecretValue') && line.includes(PLANTED.sessionToken))).toBe(true)
  })
})

describe('no token is in what the console answers', () => {
  it.each([
    ['the right address', '/?token=TOKEN', {}],
    ['a wrong token', '/?token=wrong-wrong-wrong', {}],
    ['the data', '/data/detectors', { authorization: 'Bearer TOKEN' }],
    ['data that is not there', '/data/detectors/TOKEN', { authorization: 'Bearer TOKEN' }],
    ['a file that is not there', '/TOKEN.js', {}],
    ['the API with a wrong operation', '/api/TOKEN/Nothing', {}],
    ['the API with a wrong body', '/api/TOKEN/ListAlerts', { method: 'POST' }],
    ['another host', '/?token=TOKEN', { host: 'evil.example' }],
    ['another origin', '/data/detectors?token=TOKEN', { origin: 'https://evil.example' }],
  ] as const)('of %s', async (_, path, headers) => {
    const errors: unknown[] = []
    const parts = {
      ...consoleParts(hostOf(memoryStore()), (error) => errors.push(error)),
      assets: new Map(),
      onError: (error: unknown) => errors.push(error),
    }
    const server = await serveHttp(parts, { port: 0, token: PLANTED.consoleToken })
    try {
      const with_ = (text: string): string => text.replaceAll('TOKEN', PLANTED.consoleToken)
      const { method = 'GET', ...rest } = headers as Readonly<Record<string, string>>
      const answer = await fetch(`http://127.0.0.1:${server.port}${with_(path)}`, {
        method,
        headers: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, with_(value)])),
        redirect: 'manual',
        ...(method === 'POST' && { body: `{"${PLANTED.secretKey}` }),
      })
      const own = path.includes('TOKEN') && !path.startsWith('/?') && !path.startsWith('/api') ? ['consoleToken'] : []
      expect(
        planted(`${JSON.stringify([...answer.headers])} ${await answer.text()} ${errors.map(String).join()}`, own),
      ).toEqual([])
    } finally {
      await server.close()
    }
  })
})
