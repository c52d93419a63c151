/** When an error came, and of what. */
export interface QueryMoment {
  readonly place: string
  readonly user: string
  readonly timeoutSeconds: number
  /** Whether the connection had been made. */
  readonly connected: boolean
}
