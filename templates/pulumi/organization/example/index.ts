// In a team's own project: import { TeamDetector } from '@acme/crowsnest'
import { TeamDetector } from '../src/index.ts'

const checkout = new TeamDetector('checkout', {
  team: 'shop',
  stage: 'live',
  measures: [
    { column: 'orders', aggregation: 'SUM' },
    { column: 'latency', aggregation: 'AVG' },
  ],
  dimensions: ['country'],
})

export const datasetRoleArn = checkout.datasetRoleArn
