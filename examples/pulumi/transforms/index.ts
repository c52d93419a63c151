import * as crowsnest from 'crowsnest'

new crowsnest.Engine(
  'engine',
  {
    // One kind of child, with its types.
    transform: { function: ({ args }) => ({ args: { ...args, ephemeralStorage: { size: 2048 } } }) },
  },
  {
    // Any child, by its type.
    transforms: [
      ({ type, props, opts }) =>
        type === 'aws:cloudwatch/logGroup:LogGroup' ? { props: { ...props, skipDestroy: true }, opts } : undefined,
    ],
  },
)
