// Generated from the arguments of the components by `npm run generate`; edit those instead.

/** Objects and lists that a component has to know while the program runs, of components and types; their parts may still be to come. */
export const STRUCTURAL: ReadonlySet<string> = new Set([
  'Dataset.backtest',
  'Detector.alerts',
  'Detector.backtest',
  'Detector.dataset',
  'EmailChannel.addresses',
  'Engine.network',
  'Flow.fields',
  'Monitoring.channelFunctions',
  'Monitoring.detectors',
  'Monitoring.emails',
  'Network.services',
  'ServiceRole.alert',
  'ServiceRole.dataset',
])
