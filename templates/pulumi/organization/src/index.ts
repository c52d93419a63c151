export { TeamDetector, type TeamDetectorArgs } from './team-detector.ts'
