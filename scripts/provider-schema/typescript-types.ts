import ts from 'typescript'

/** What is left out: hooks that take functions, which only TypeScript has. */
const TYPESCRIPT_ONLY = new Set(['transform'])

/** The fields that become properties: ours, public, no methods. */
export function ownProperties(checker: ts.TypeChecker, type: ts.Type): readonly ts.Symbol[] {
  return checker.getPropertiesOfType(type).filter((symbol) => {
    const declaration = symbol.declarations?.[0]
    if (TYPESCRIPT_ONLY.has(symbol.name)) return false
    if (declaration === undefined) return true
    if ((symbol.flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Accessor)) !== 0) return false
    if (isForeign(symbol)) return false
    return (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0
  })
}

/** The type inside of `Input<...>` and `Output<...>`, without undefined. */
export function withoutWrapper(
  checker: ts.TypeChecker,
  type: ts.Type,
): { readonly type: ts.Type; readonly wrapped: boolean; readonly optional: boolean } {
  const parts = type.isUnionOrIntersection() ? type.types : [type]
  const output = parts.find((part) => part.symbol?.name === 'OutputInstance')
  const optional = type.isUnion() && parts.some((part) => (part.flags & ts.TypeFlags.Undefined) !== 0)
  if (output === undefined) return { type: checker.getNonNullableType(type), wrapped: false, optional }
  const inner = withoutWrapper(checker, checker.getTypeArguments(output as ts.TypeReference)[0]!)
  return { type: inner.type, wrapped: true, optional: optional || inner.optional }
}

/** TypeScript forgets the name of an alias that is computed: it is read where the property is declared. */
export function aliasInSource(checker: ts.TypeChecker, property: ts.Symbol, type: ts.Type): ts.Symbol | undefined {
  let found: ts.Symbol | undefined
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) {
      const symbol = checker.getSymbolAtLocation(node.typeName)
      const alias =
        symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol
      const isAlias = alias !== undefined && (alias.flags & ts.SymbolFlags.TypeAlias) !== 0 && !isForeign(alias)
      if (isAlias && checker.getDeclaredTypeOfSymbol(alias) === type) found = alias
    }
    ts.forEachChild(node, visit)
  }
  const declaration = property.valueDeclaration
  if (declaration !== undefined && ts.isPropertySignature(declaration) && declaration.type !== undefined) {
    visit(declaration.type)
  }
  return found
}

/** Whether something is declared by TypeScript itself or by a package. */
export function isForeign(symbol: ts.Symbol): boolean {
  return symbol.declarations?.some((node) => node.getSourceFile().fileName.includes('/node_modules/')) === true
}
