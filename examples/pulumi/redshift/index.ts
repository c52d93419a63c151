import * as crowsnest from 'crowsnest'

// The Data API needs neither a network nor a password: the role gets credentials for minutes, as a user that exists in the database:
// CREATE USER crowsnest PASSWORD DISABLE; GRANT SELECT ON TABLE public.orders TO crowsnest.
new crowsnest.Detector('orders', {
  engine: new crowsnest.Engine('engine'),
  interval: 'P1D',
  dataset: {
    source: { redshift: { cluster: 'warehouse', database: 'dev', table: 'orders', user: 'crowsnest' } },
    timestamp: { column: 'created_at' }, // best the sort key of the table
    offset: 'PT2H', // the warehouse is loaded at night
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
    dimensions: ['country'],
  },
  backtest: { maxAlertsPerWeek: 2 }, // on the orders of the past, before it watches
})
