import { UNKNOWN, type Properties } from '../known-value.ts'
import { isProperties, type StackResource } from '../resource.ts'
import { resourceRule } from '../rule.ts'
import { hasTags } from '../taggable.ts'

/** Tags by which an organisation finds, pays and decides. */
export const requiredTags = resourceRule<{ tags: Readonly<Record<string, readonly string[]>> }>({
  title: 'Resources have the required tags',
  description:
    'Every resource that can have tags has those that the pack is configured with, on itself or from its provider.',
  enforcement: 'mandatory',
  why: 'Who asks for a tag bills, finds or decides by it; what lacks it falls out.',
  severity: 'low',
  cure: 'Give the tags to the component (`tags` goes to every child that can have them) or as default tags to the provider.',
  source: 'https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html',
  scope: 'all',
  settings: {
    tags: {
      description: 'Keys of the tags, each with the values that it may have; an empty list allows any.',
      type: 'object',
      additionalProperties: { type: 'array', items: { type: 'string' } },
      default: {},
    },
  },
  types: null,
  check(resource, { tags: required }) {
    const tags = hasTags(resource) ? tagsOf(resource) : null
    if (tags === null) return []
    return Object.entries(required).flatMap(([key, values]) => {
      const value = tags[key]
      const choice = values.length === 0 ? '' : ` (${values.join(', ')})`
      if (value === undefined || value === null || value === '') return [`tags: "${key}" is missing. Set it${choice}.`]
      if (value === UNKNOWN || values.length === 0 || values.includes(String(value))) return []
      return [`tags.${key}: "${String(value)}" is not allowed. Use ${values.join(' or ')}.`]
    })
  },
  bad: {
    settings: { tags: { team: ['growth', 'data'] } },
    resources: [{ type: 'aws:sqs/queue:Queue', name: 'lost', properties: { tags: { team: 'grwth' } } }],
  },
  good: {
    settings: { tags: { team: ['growth', 'data'] } },
    resources: [{ type: 'aws:sqs/queue:Queue', name: 'lost', properties: { tags: { team: 'growth' } } }],
  },
})

/** What is on the resource and what its provider adds; null while either is not known. */
function tagsOf({ properties, defaultTags }: StackResource): Properties | null {
  const { tags = {}, tagsAll } = properties
  if (tags === UNKNOWN) return null
  return { ...defaultTags, ...(isProperties(tagsAll) && tagsAll), ...(isProperties(tags) && tags) }
}
