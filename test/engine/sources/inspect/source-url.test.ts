import { describe, expect, it } from 'vitest'
import { namedSource } from '../../../../engine/sources/inspect/index.ts'

describe('the URL of a live source', () => {
  it.each([
    [
      'postgres://reader@db.example.com:5433/shop/sales.orders',
      { engine: 'postgres', host: 'db.example.com', port: 5433, database: 'shop', schema: 'sales', table: 'orders' },
    ],
    ['mysql://reader@localhost/shop/orders', { engine: 'mysql', host: 'localhost', database: 'shop', table: 'orders' }],
    [
      'sqlserver://reader@10.0.0.7/shop/dbo.daily%20orders',
      { engine: 'sqlserver', host: '10.0.0.7', database: 'shop', schema: 'dbo', table: 'daily orders' },
    ],
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.Endpoints.html
    [
      'postgresql://reader@shop.cluster-ro-c0ffee123.eu-central-1.rds.amazonaws.com/shop/orders',
      { engine: 'postgres', cluster: 'shop', region: 'eu-central-1', database: 'shop', table: 'orders' },
    ],
    [
      'mariadb://reader@shop-1.c0ffee123.us-east-1.rds.amazonaws.com/shop/orders',
      { engine: 'mariadb', instance: 'shop-1', region: 'us-east-1', database: 'shop', table: 'orders' },
    ],
  ])('%s', (url, expected) => {
    expect(namedSource(url, {})).toEqual({
      source: { rds: { ...expected, user: 'reader' } },
      name: expected.table,
      complete: true,
    })
  })

  it('has a secret in place of a user', () => {
    expect(namedSource('postgres://db/shop/orders', { secret: 'shop' })?.source).toEqual({
      rds: { engine: 'postgres', host: 'db', database: 'shop', table: 'orders', secret: 'shop' },
    })
  })

  it.each([
    [
      'redshift://dwh/dev/public.orders',
      { redshift: { cluster: 'dwh', database: 'dev', schema: 'public', table: 'orders' } },
    ],
    ['athena://analytics/web/orders', { athena: { workgroup: 'analytics', database: 'web', table: 'orders' } }],
    ['appflow://sales', { appflow: { flow: 'sales' } }],
    ['cloudwatch://AWS/Lambda', { cloudwatch: { namespace: 'AWS/Lambda' } }],
  ])('%s is of a service', (url, source) => {
    expect(namedSource(url, {})).toMatchObject({ source, complete: true })
  })

  it.each(['postgres://reader@db/shop', 'athena://analytics/web', 'cloudwatch:'])('%s leaves a choice', (url) => {
    expect(namedSource(url, {})?.complete).toBe(false)
  })

  it.each(['./orders.csv', 's3://acme/live/', 'file:///data', '/tmp/postgres', 'C:\\data'])('%s is none', (path) => {
    expect(namedSource(path, {})).toBeUndefined()
  })

  it.each([
    ['postgres://reader:hunter2@db/shop/orders', 'PASSWORD_IN_URL'],
    ['postgres://db/shop/orders', 'URL_INCOMPLETE'],
    ['postgres://reader@db', 'URL_INCOMPLETE'],
    ['athena://analytics', 'URL_INCOMPLETE'],
  ])('%s is refused: %s', (url, code) => {
    expect(() => namedSource(url, {})).toThrow(expect.objectContaining({ code }))
    expect(() => namedSource(url, {})).not.toThrow('hunter2')
  })
})
