/**
 * What stands in a message for a value that is not known yet: whatever is done with it, its text is `<name>`. It is a list of that one text,
 * so that messages which join or count a list work too.
 */
export function placeholder(name: string): unknown {
  const text = `<${name}>`
  const asText = (): string => text
  return new Proxy([text], {
    get(target, key) {
      if (key === Symbol.toPrimitive || key === 'toString' || key === 'toJSON' || key === 'toLocaleString')
        return asText
      if (typeof key === 'symbol' || key in target) return Reflect.get(target, key) as unknown
      return placeholder(`${name} ${key}`)
    },
  })
}

/** A problem of which only the code is known. */
export function placeholders<P>(code: string, known: Readonly<Record<string, unknown>> = {}): P {
  const fields = { code, ...known }
  return new Proxy(fields, {
    get: (target, key) =>
      typeof key === 'symbol' || key in target ? (Reflect.get(target, key) as unknown) : placeholder(key),
  }) as P
}

/** A message without the code at its end, which is the heading. */
export function patternOf(error: Error, code: string): string {
  return error.message.replace(` [${code}]`, '')
}
