import { vi } from 'vitest'

/**
 * Does something where there are no hard links, as on exFAT: no file system of this kind can be mounted everywhere that tests run. Only
 * modules that the work itself imports know of it.
 */
export async function withoutHardLinks(work: () => Promise<void>): Promise<void> {
  vi.doMock('node:fs/promises', async (original) => ({
    ...(await original<typeof import('node:fs/promises')>()),
    link: () => Promise.reject(Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' })),
  }))
  vi.resetModules()
  try {
    await work()
  } finally {
    vi.doUnmock('node:fs/promises')
    vi.resetModules()
  }
}
