/**
 * The action that AWS says was denied, as policies name it: often another one than was called, which the service calls in the name of its
 * caller.
 *
 * @returns `otherwise` where the message names none
 */
export function deniedAction(message: string, otherwise: string): string {
  return /not authorized to perform:? ([\w-]+:\w+)/i.exec(message)?.[1] ?? otherwise
}
