export { readDump } from './read-dump.ts'
export { readIam } from './read-iam.ts'
