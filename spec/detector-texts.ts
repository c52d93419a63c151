import { count, didYouMean, show, text } from './finding-text.ts'

/** Findings about the detector itself: its name, interval and tags. */
export const DETECTOR_TEXTS = {
  NAME_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'API reference: AnomalyDetectorName, AlertName',
    summary: 'A name has a character that is not allowed, or more than 63.',
    message: ({ got }) => `${show(got)} is not a name.`,
    help: () => 'Use 1 to 63 letters, digits, hyphens and underscores; the first is a letter or digit.',
  }),
  INTERVAL_UNKNOWN: text<{ got: unknown; suggestion: string | null }>({
    level: 'error',
    guide: 'Setting up a detector',
    summary: 'The interval is not one of the four.',
    message: ({ got, suggestion }) => `${show(got)} is not an interval.${didYouMean(suggestion)}`,
    help: () => 'Use PT5M, PT10M, PT1H or P1D.',
  }),
  TAGS_TOO_MANY: text<{ count: number; limit: number }>({
    level: 'error',
    guide: 'Tag key and value requirements',
    summary: 'There are more tags than AWS allows.',
    message: (args) => `There are ${count(args.count)} tags; ${args.limit} are allowed.`,
    help: () => 'Remove those that nobody filters by.',
  }),
  TAG_KEY_LENGTH: text<{ key: string; length: number }>({
    level: 'error',
    guide: 'Tag key and value requirements',
    summary: 'A tag key is empty or has more than 128 characters.',
    message: ({ length }) => `The tag key has ${length} characters; 1 to 128 are allowed.`,
    help: () => 'Choose a key within the limit.',
  }),
  TAG_VALUE_LENGTH: text<{ key: string; length: number }>({
    level: 'error',
    guide: 'Tag key and value requirements',
    summary: 'A tag value has more than 256 characters.',
    message: ({ key, length }) => `The value of tag \`${key}\` has ${length} characters; 256 are allowed.`,
    help: () => 'Shorten it.',
  }),
  TAG_CHARACTERS: text<{ text: string; character: string }>({
    level: 'error',
    guide: 'Tag key and value requirements',
    summary: 'A tag key or value has a character that AWS does not allow.',
    message: (args) => `${show(args.text)} has ${show(args.character)}, which tags may not have.`,
    help: () => 'Use letters A-Z and a-z, digits, spaces and _ . : / = + @ -',
  }),
  TAG_RESERVED: text<{ text: string }>({
    level: 'error',
    guide: 'Tag key and value requirements',
    summary: 'A tag key or value begins with `aws:`, which AWS keeps for itself.',
    message: (args) => `${show(args.text)} begins with \`aws:\`, which is reserved.`,
    help: () => 'Use another prefix.',
  }),
}
