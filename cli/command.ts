import type { Io } from './io.ts'

/** One command of `crowsnest`. Its help, its page in docs/cli.md and the parsing of its options come from this. */
export interface Command {
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** What follows the options, such as `SPEC...`; empty for nothing. A trailing `...` allows several. */
  readonly operands: string
  /** Paragraphs below the usage line. */
  readonly description: string
  readonly options: Options
  readonly examples: readonly Example[]
  /**
   * Runs the command.
   *
   * @param args - what followed the command's name
   * @returns the exit code: 0 fine, 1 findings
   * @throws when it could not run; main prints the error and exits with 2
   */
  run(args: readonly string[], io: Io): Promise<number>
}

/** A command line worth showing. */
export interface Example {
  readonly command: string
  readonly effect: string
}

/** Options by name, without the dashes. `--json`, `--help` and `--debug` are understood everywhere. */
export type Options = Readonly<Record<string, Option>>

/** One option of a command. */
export interface Option {
  /** What the value is called in the help (`N`, `FILE`); a flag without a value has none. */
  readonly value?: string
  readonly short?: string
  /** May be given more than once. */
  readonly multiple?: boolean
  readonly required?: boolean
  /** For people: what it does, and its default. */
  readonly help: string
}

/** The parsed values of a table of options. */
export type OptionValues<T extends Options> = {
  readonly [K in keyof T]: T[K] extends { value: string }
    ? T[K] extends { multiple: true }
      ? readonly string[]
      : T[K] extends { required: true }
        ? string
        : string | undefined
    : boolean
}

/** What a command's body gets. */
export interface Invocation<T extends Options> {
  readonly values: OptionValues<T>
  readonly operands: readonly string[]
  /** The result as JSON on stdout. */
  readonly json: boolean
}
