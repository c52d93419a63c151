import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fireAlerts, type Delivery } from '../../../engine/alerts/index.ts'
import type { ResolvedChannel } from '../../../spec/resolve.ts'
import { alert, context, group } from './fixture.ts'

const PAGE = fileURLToPath(new URL('../../../docs/alerts.md', import.meta.url))
const topic = 'arn:aws:sns:eu-west-1:111122223333:oncall'

describe('docs/alerts.md', () => {
  it('shows the messages that are sent (`npx vitest run -u` writes them)', async () => {
    const examples: Readonly<Record<string, string>> = {
      json: fenced('json', JSON.stringify(JSON.parse(message({ kind: 'sns', topic, format: 'JSON' })), null, 2)),
      long: fenced('text', message({ kind: 'sns', topic, format: 'LONG_TEXT' })),
      short: fenced('text', message({ kind: 'sns', topic, format: 'SHORT_TEXT' })),
      log: fenced('text', message({ kind: 'log' })),
    }
    const names: string[] = []
    const page = readFileSync(PAGE, 'utf8').replaceAll(
      /<!-- example: (\w+) -->\n(\n```\w+\n[^]*?\n```\n)?/g,
      (_block, name: string) => {
        names.push(name)
        return `<!-- example: ${name} -->\n\n${examples[name]}\n`
      },
    )
    expect(names).toEqual(Object.keys(examples))
    await expect(page).toMatchFileSnapshot(PAGE)
  })

  it('explains every reason of an undeliverable alert', () => {
    const codes: Readonly<Record<NonNullable<Delivery['error']>['code'], true>> = {
      AWS_REFUSED: true,
      AWS_UNAVAILABLE: true,
      CHANNEL_FAILED: true,
      ROLE_UNUSABLE: true,
      ALERT_REMOVED: true,
      WEBHOOK_REDIRECTED: true,
      WEBHOOK_STATUS: true,
      WEBHOOK_UNREACHABLE: true,
      WEBHOOK_URL_INVALID: true,
    }
    const page = readFileSync(PAGE, 'utf8')
    expect(Object.keys(codes).filter((code) => !page.includes(`| \`${code}\` `))).toEqual([])
  })
})

function message(channel: ResolvedChannel): string {
  return fireAlerts({}, [{ ...alert, channel }], { changed: [group], closed: [] }, context).events[0].message
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}
