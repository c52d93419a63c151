/** What every AWS SDK client of the stand-in is made with. */
export interface ClientOptions {
  readonly endpoint: string
  readonly region: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
  /** S3's, others do not look: the emulator has no host names for buckets. */
  readonly forcePathStyle: true
}

/** Clients of AWS services in one region, each made when it is first wanted. */
export interface Clients {
  <Client>(Type: new (options: ClientOptions) => Client): Client
}

/** Makes clients that share their options. */
export function clientsWith(options: ClientOptions): Clients {
  const made = new Map<unknown, unknown>()
  return <Client>(Type: new (options: ClientOptions) => Client): Client => {
    const known = made.get(Type) ?? new Type(options)
    made.set(Type, known)
    return known as Client
  }
}
