import { count, didYouMean, either, show, text } from './finding-text.ts'

/** Findings about the text of a spec and its shape, whatever it describes. */
export const DOCUMENT_TEXTS = {
  SPEC_EMPTY: text<Record<string, never>>({
    level: 'error',
    guide: null,
    summary: 'The file holds no spec: it is empty, or has only comments.',
    message: () => 'There is no spec here.',
    help: () => 'Start with `detector: <name>`, or let `crowsnest init DATA` write a spec from your data.',
  }),
  SPEC_TOO_LONG: text<{ length: number; limit: number }>({
    level: 'error',
    guide: null,
    summary: 'The file is far larger than a spec.',
    message: ({ length, limit }) => `The text has ${count(length)} characters; a spec has ${count(limit)} at most.`,
    help: () => 'Check that this is the spec and not a data file.',
  }),
  SPEC_TOO_DEEP: text<Record<string, never>>({
    level: 'error',
    guide: null,
    summary: 'Lists or mappings are nested beyond anything that a spec has.',
    message: () => 'The document is nested too deeply to be read.',
    help: () => 'A spec needs ten levels at most; remove the brackets or indentation that are too many.',
  }),
  SPEC_NOT_A_MAPPING: text<{ kind: string }>({
    level: 'error',
    guide: null,
    summary: 'The document is a single value or a list, not the keys of a spec.',
    message: ({ kind }) => `A spec is a mapping of keys to values, but this is ${kind}.`,
    help: () => 'Start with `detector: <name>`; one file holds one detector.',
  }),
  YAML_SYNTAX: text<{ detail: string }>({
    level: 'error',
    guide: null,
    summary: 'The text is not valid YAML (or JSON).',
    message: ({ detail }) => `This is not valid YAML: ${detail}.`,
    help: () => 'Look at the indentation, the brackets and the quotes here and in the line above.',
  }),
  YAML_TAB: text<Record<string, never>>({
    level: 'error',
    guide: null,
    summary: 'A tab indents a line; YAML allows only spaces there.',
    message: () => 'A tab is used where YAML allows only spaces.',
    help: () => 'Replace the tab by spaces; a tab as a value is written "\\t".',
  }),
  YAML_DUPLICATE_KEY: text<{ key: string }>({
    level: 'error',
    guide: null,
    summary: 'A mapping has the same key twice; one of the values would be lost.',
    message: ({ key }) => `\`${key}\` is given twice.`,
    help: () => 'Keep one of the two, or merge their values.',
  }),
  YAML_KEY_NOT_TEXT: text<Record<string, never>>({
    level: 'error',
    guide: null,
    summary: 'A key is a list or a mapping, or there is none before the colon.',
    message: () => 'A key must be a piece of text.',
    help: () => 'Write `key: value`; `{{...}}` and values that begin with `{` or `[` need quotes around them.',
  }),
  YAML_SEVERAL_DOCUMENTS: text<Record<string, never>>({
    level: 'error',
    guide: null,
    summary: 'A file holds more than one document; all but the first would be ignored.',
    message: () => `The file holds several documents, separated by \`---\`; a spec is one document.`,
    help: () => 'Write each detector to a file of its own.',
  }),
  YAML_TOO_MANY_ALIASES: text<{ limit: number }>({
    level: 'error',
    guide: null,
    summary: 'Aliases multiply the document beyond reason (an "alias bomb").',
    message: ({ limit }) => `The aliases (\`*name\`) expand to more than ${count(limit)} nodes.`,
    help: () => 'Write the values out instead of referring to anchors within anchors.',
  }),
  YAML_TAG_UNKNOWN: text<{ tag: string }>({
    level: 'error',
    guide: null,
    summary: 'A value has a YAML tag, which a spec does not need.',
    message: ({ tag }) => `The tag \`${tag}\` is not known here.`,
    help: () => 'Remove the tag; put the value in quotes where it begins with `!`.',
  }),
  TYPE_WRONG: text<{ expected: string; got: unknown; kind: string }>({
    level: 'error',
    guide: null,
    summary: 'A value has the wrong type: text where a list belongs, for example.',
    message: ({ expected, got, kind }) =>
      got === null
        ? `There is no value; ${expected} is expected.`
        : `This is ${kind === 'a single value' ? show(got) : kind}, but ${expected} is expected.`,
    help: ({ expected, got }) => typeHelp(expected, got),
  }),
  FIELD_UNKNOWN: text<{ key: string; known: readonly string[]; suggestion: string | null; places: readonly string[] }>({
    level: 'error',
    guide: null,
    summary: 'A key is not known at this place.',
    message: ({ key, suggestion }) =>
      `\`${key}\` is not known here${suggestion === null ? '.' : `; did you mean \`${suggestion}\`?`}`,
    help: ({ key, known, places, suggestion }) => {
      if (suggestion !== null) return `Write \`${suggestion}\`, or remove the key.`
      if (places.length > 0) return `\`${key}\` belongs in ${either(places)}: move it there.`
      return known.length === 0 ? 'Write `{}`: there is nothing to say here.' : `Known here: ${either(known)}.`
    },
  }),
  FIELD_MISSING: text<{ key: string }>({
    level: 'error',
    guide: null,
    summary: 'A required key is missing.',
    message: ({ key }) => `\`${key}\` is missing.`,
    help: ({ key }) => `Add \`${key}\`; docs/spec.md describes it.`,
  }),
  CHOICE_MISSING: text<{ choices: readonly string[] }>({
    level: 'error',
    guide: null,
    summary: 'A source, format or channel names none of its kinds.',
    message: () => 'Nothing is chosen here.',
    help: ({ choices }) => `Write one of ${either(choices)}, with its settings below.`,
  }),
  CHOICE_AMBIGUOUS: text<{ keys: readonly string[] }>({
    level: 'error',
    guide: null,
    summary: 'A source, format or channel names several of its kinds.',
    message: ({ keys }) => `Only one can be chosen here, but there are ${keys.length}: ${keys.join(', ')}.`,
    help: ({ keys }) => `Keep ${either(keys)} and remove the rest.`,
  }),
  VALUE_UNKNOWN: text<{ got: unknown; allowed: readonly unknown[]; suggestion: string | null }>({
    level: 'error',
    guide: null,
    summary: 'A value is not one of those that are allowed.',
    message: ({ got, suggestion }) => `${show(got)} is not allowed here.${didYouMean(suggestion)}`,
    help: ({ allowed }) => `Use ${either(allowed.map((value) => (value === '' ? '""' : String(value))))}.`,
  }),
  TEXT_BLANK: text<{ got: unknown }>({
    level: 'error',
    guide: null,
    summary: 'A text is empty or has only spaces.',
    message: () => 'The text is empty.',
    help: () => 'Write something, or remove the key.',
  }),
  TEXT_TOO_LONG: text<{ length: number; limit: number }>({
    level: 'error',
    guide: 'API reference: field lengths',
    summary: 'A text is longer than the original service allowed.',
    message: ({ length, limit }) => `The text has ${count(length)} characters; ${count(limit)} are allowed.`,
    help: () => 'Shorten it.',
  }),
  LIST_EMPTY: text<Record<string, never>>({
    level: 'error',
    guide: null,
    summary: 'A list or mapping has no entries where at least one is needed.',
    message: () => 'At least one entry is needed here.',
    help: () => 'Add an entry, or remove the key where it is optional.',
  }),
  NUMBER_OUT_OF_RANGE: text<{ got: unknown; min: number | null; max: number | null }>({
    level: 'error',
    guide: null,
    summary: 'A number is too small or too large.',
    message: ({ got }) => `${show(got)} is out of range.`,
    help: ({ min, max }) =>
      max === null ? `Use ${count(min ?? 0)} or more.` : `Use a number from ${count(min ?? 0)} to ${count(max)}.`,
  }),
  PLACEHOLDER_LEFT: text<{ name: string }>({
    level: 'error',
    guide: null,
    summary:
      'A value has a placeholder such as `<<DataBucket>>`, which `crowsnest migrate` leaves for what it cannot know.',
    message: ({ name }) => `\`<<${name}>>\` stands for a value that is not known yet.`,
    help: () => 'Write the value in its place, or migrate again with it: --parameter NAME=VALUE.',
  }),
}

function typeHelp(expected: string, got: unknown): string {
  if (got === null && expected.startsWith('a mapping')) {
    return 'Write its keys below, further indented, or `{}` where there is nothing to say.'
  }
  if (got === null) return 'Write a value after the colon, or remove the key.'
  if (expected === 'text' && ['number', 'boolean'].includes(typeof got)) return `Put it in quotes: "${String(got)}".`
  if (expected === 'a list' && typeof got === 'string') return `Write [${got}].`
  if (expected.includes('number') && typeof got === 'string') return 'Write a number without quotes.'
  return `Write ${expected} here.`
}
