import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { toIamPolicy } from '../../../policies/index.ts'
import { everyPolicy, PLACES } from '../../../scripts/every-policy.ts'

const FOLDER = 'test/golden/policies'

const documents = everyPolicy(PLACES[0])

// What each is for is in the tests beside this one; here nothing changes unseen. To accept changes, run with
// UPDATE_GOLDEN=1 and say in the commit why they are right.
describe('golden policies', () => {
  it.each([...documents])('%s is as it was reviewed', (name, document) => {
    const path = `${FOLDER}/${name}.json`
    const policy: unknown = JSON.parse(JSON.stringify(toIamPolicy(document)))
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, `${JSON.stringify(policy, null, 2)}\n`)
    expect(existsSync(path), `${path} is missing`).toBe(true)
    expect(policy).toEqual(JSON.parse(readFileSync(path, 'utf8')))
  })

  it('have no file that no document belongs to', () => {
    const files = globSync(`${FOLDER}/*.json`).map((path) => path.replace(/^.*[/\\]|\.json$/g, ''))
    expect(files.filter((file) => !documents.has(file))).toEqual([])
  })
})
