import { AcmeDetector } from './acme-detector.ts'

new AcmeDetector('checkout', {
  costCentre: '4711',
  folder: 'checkout',
  measures: [
    { column: 'orders', aggregation: 'SUM' },
    { column: 'latency', aggregation: 'AVG' },
  ],
  dimensions: ['country'],
})
