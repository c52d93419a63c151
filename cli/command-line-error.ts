/** The command line itself is wrong: nothing was run. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError'
  readonly code: string
  /** Name of the command whose usage helps; empty for `crowsnest` itself. */
  readonly command: string

  constructor(code: string, message: string, command = '', options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.command = command
  }
}
