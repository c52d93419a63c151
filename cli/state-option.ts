/** Options of the commands of the family `state`. */
export const STATE_OPTION = {
  value: 'DIR',
  required: true,
  help: 'folder, or s3://bucket/prefix, of the state',
} as const

/** Which detectors. */
export const DETECTOR_OPTION = { value: 'NAME', multiple: true, help: 'this detector alone; default all' } as const
