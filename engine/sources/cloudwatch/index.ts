export { cloudwatchSource } from './cloudwatch-source.ts'
