import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be cut. */
export interface CuttingProxy {
  readonly port: number
  /** Cuts each of the next `times` connections once the server has sent so many bytes on it. */
  cutAfter(bytes: number, times: number): void
  /** Connections so far. */
  readonly connections: number
  /** Connections that were cut so far. */
  readonly cuts: number
  /** Bytes that the server has sent on the longest connection so far. */
  readonly mostBytes: number
  close(): Promise<void>
}

/** Starts a proxy on a free loopback port. It looks at nothing: what passes may be encrypted. */
export async function cuttingProxy(target: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  let after = Infinity
  let left = 0
  let connections = 0
  let cuts = 0
  let mostBytes = 0
  const server = createServer((near) => {
    connections++
    const far = connect(target, '127.0.0.1')
    let sent = 0
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far)
    far.on('data', (bytes: Buffer) => {
      sent += bytes.length
      mostBytes = Math.max(mostBytes, sent)
      if (sent > after && left > 0) {
        left--
        cuts++
        near.destroy()
        return
      }
      if (!near.write(bytes)) {
        far.pause()
        near.once('drain', () => far.resume())
      }
    })
    far.on('end', () => near.end())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    cutAfter(bytes, times) {
      after = bytes
      left = times
    },
    get connections() {
      return connections
    },
    get cuts() {
      return cuts
    },
    get mostBytes() {
      return mostBytes
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}
