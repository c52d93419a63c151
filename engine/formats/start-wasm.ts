/** What is used of WebAssembly, which TypeScript knows only of browsers. */
declare const WebAssembly:
  | undefined
  | {
      validate(code: Uint8Array): boolean
      readonly Module: new (code: Uint8Array) => object
      readonly Instance: new (module: object) => { readonly exports: unknown }
    }

/** Starts a module: what it exports, or undefined where the machine has no WebAssembly, or not its vectors. */
export function startWasm(code: Uint8Array): unknown {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(code)) return undefined
  return new WebAssembly.Instance(new WebAssembly.Module(code)).exports
}
