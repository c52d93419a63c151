/** A point on which the guide, the API's model, its samples or the service itself disagree, and how it is read here. */
export interface Contradiction {
  readonly topic: string
  /** What says what. */
  readonly between: string
  readonly reading: string
  /** Whether a user can tell one reading from the other. */
  readonly noticed: boolean
}

/** All that were found in the last edition of the guide, in the order of the places where they were found. */
export const CONTRADICTIONS: readonly Contradiction[] = [
  {
    topic: 'Learning without a history, PT1H',
    between: '4 days in one chapter, 12.5 days in another',
    reading: '300 intervals, which are 12.5 days',
    noticed: true,
  },
  {
    topic: 'Values until a metric is judged',
    between: '300, or 14 for days; elsewhere 100, 200, "a few hours"',
    reading:
      '300, at P1D 14; a backtest takes 285 intervals in all, of which 70 % are for learning, and judges after so many values where they are fewer',
    noticed: true,
  },
  {
    topic: 'Learning without a history, PT5M',
    between: '"about one day", 25 hours',
    reading: '300 intervals, which are 25 hours',
    noticed: true,
  },
  {
    topic: 'Status while a detector starts',
    between: 'Initializing in the guide, ACTIVATING in the API',
    reading: '`ACTIVATING` while the history is read, then `LEARNING` or `ACTIVE`',
    noticed: true,
  },
  {
    topic: 'What can be activated again',
    between: 'FAILED and INACTIVE in the guide; the API also has DEACTIVATED',
    reading: 'all three',
    noticed: true,
  },
  {
    topic: 'What can be changed',
    between: 'everything but names, or the offset and the description alone; the key never, or while inactive',
    reading:
      'a spec changes everything but names at any time, and what was learned begins anew where its meaning changed. By the API, everything but names while the detector is not active',
    noticed: true,
  },
  {
    topic: 'A backtest that failed',
    between: 'delete the detector and make another, or change it and go on',
    reading: 'change it and go on',
    noticed: true,
  },
  {
    topic: 'Measures and dimensions of an alert',
    between: '5 and 5 when it is made, 10 and 10 when it is changed',
    reading: '5 and 5, with 10 values of a dimension, by default; `quotas` raises them',
    noticed: true,
  },
  {
    topic: 'Threshold of an alert',
    between: '"over" and "exceeds", or "meets or exceeds"',
    reading: 'at least the threshold',
    noticed: true,
  },
  {
    topic: 'Name of the number',
    between: 'severity score, or sensitivity score',
    reading: 'severity; `AlertSensitivityThreshold` of the API is the same threshold',
    noticed: true,
  },
  {
    topic: 'Measures and dimensions of a dataset',
    between: '10 and 10, 5 and 5, or no limit',
    reading: '10 and 10 by default; `quotas` raises them',
    noticed: true,
  },
  {
    topic: 'Datasets of a detector',
    between: 'one that can be raised, or one for good',
    reading: 'one',
    noticed: true,
  },
  {
    topic: 'Number of metrics',
    between: 'the product of the numbers of values, or their sum',
    reading: 'measures x combinations of values that occur',
    noticed: true,
  },
  {
    topic: 'History before live data',
    between: '2,500 intervals; 3,000 for Athena and CloudWatch',
    reading: '2,500 for every source by default; `historyIntervals` raises it',
    noticed: true,
  },
  {
    topic: 'Window of training, PT10M',
    between: '20.48 days, though 3,000 intervals are 20.83',
    reading: 'numbers of intervals; days follow from them',
    noticed: false,
  },
  {
    topic: 'Backtest of CloudWatch',
    between: 'the window is all of the data, or the part for learning',
    reading: 'all of the data: 70 % of it for learning',
    noticed: true,
  },
  {
    topic: 'Which sources can be backtested',
    between: 'files alone; Athena and CloudWatch, with the text about files',
    reading: 'every source',
    noticed: true,
  },
  {
    topic: 'How Athena is read',
    between: '"objects of the folder of the interval", or a query',
    reading: 'a query over the partitions of the interval',
    noticed: false,
  },
  {
    topic: 'Sources with an offset',
    between: 'S3, Redshift and Athena, or S3 and Redshift',
    reading: 'every source',
    noticed: true,
  },
  {
    topic: 'Example of an offset of an hour',
    between: 'read at 00:01:00, which is a minute',
    reading: 'read at 01:00:00',
    noticed: true,
  },
  {
    topic: 'Intervals',
    between: 'four values; an example with 8 hours; "between 5 minutes and a day"',
    reading: 'PT5M, PT10M, PT1H and P1D',
    noticed: true,
  },
  {
    topic: 'Time in the path of a file',
    between: 'the start of the interval, or its end',
    reading: 'the start',
    noticed: true,
  },
  {
    topic: '`DD` in formats',
    between: 'day of the month in the guide, day of the year in Java',
    reading: 'day of the month',
    noticed: true,
  },
  {
    topic: '`k` and `K` in formats',
    between: '`k` is 1 to 24 and with `a` 0 to 11; in Java that is `K`',
    reading: 'in templates as the guide says; `H`, `h`, `k`, `K` of Java in formats of records',
    noticed: true,
  },
  {
    topic: 'Shape of dimension filters in the API',
    between: 'a list of names in the guide, `Name` and `FilterList` in the model',
    reading: 'the model',
    noticed: true,
  },
  {
    topic: 'Limits of filters',
    between: '5 dimensions and 10 values in the guide, none in the model',
    reading: '5 and 10 by default; `quotas` raises them',
    noticed: true,
  },
  {
    topic: 'What a group is',
    between: 'anomalies of one interval; groups over hours were observed',
    reading: 'one measure and one happening, for as long as it lasts',
    noticed: true,
  },
  {
    topic: 'Measures of a detector',
    between: '"one of the metrics", or ten',
    reading: 'as many as the quota allows',
    noticed: true,
  },
  {
    topic: 'Shares of causes',
    between: 'percentages of causes alone, or with a remainder "Unknown"',
    reading: 'with what is unknown they add up to 100',
    noticed: true,
  },
  {
    topic: 'Requests a second',
    between: '10 in all, or 1 to 2 for each operation',
    reading: 'no limit',
    noticed: true,
  },
  {
    topic: 'Records of a day',
    between: '150,000, or 300,000',
    reading: '150,000 by default; `recordsPerInterval` raises it',
    noticed: true,
  },
  {
    topic: 'Condition keys of the service',
    between: 'keys of its own, or those of tags alone',
    reading: 'the policies for people use tags alone',
    noticed: true,
  },
  {
    topic: 'Role for S3',
    between: '"read and write" in the API reference, reading alone in every policy',
    reading: 'reading alone',
    noticed: true,
  },
  {
    topic: 'Names of secrets',
    between: '`AmazonLookoutMetrics-`, or `AmazonLookout`',
    reading: '`AmazonLookoutMetrics-` by default; `secretPrefix` names another',
    noticed: true,
  },
  {
    topic: 'Message about an interval without data',
    between: 'its example ends before it begins',
    reading: 'messages of our own, with the interval in order, the file and the reason',
    noticed: true,
  },
  {
    topic: 'Frequency of a dataset',
    between: 'optional in the API, "the same as the interval" in the guide',
    reading: "the detector's interval when it is left out; another one is refused",
    noticed: true,
  },
  {
    topic: 'End of the service',
    between: 'three dates in autumn 2025',
    reading: 'none: it is over',
    noticed: false,
  },
  {
    topic: 'Times as text in the API',
    between: 'with seconds in the model; observed without, as `2020-12-05T01:00Z[UTC]`',
    reading: 'written as observed, both are read',
    noticed: true,
  },
  {
    topic: 'Name of a deleted alert',
    between: 'unique in a region, or taken for a while longer',
    reading: 'free at once',
    noticed: true,
  },
]
