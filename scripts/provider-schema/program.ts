import { join } from 'node:path'
import ts from 'typescript'

const ROOT = join(import.meta.dirname, '../..')

/** A component as TypeScript knows it. */
export interface ComponentType {
  readonly name: string
  readonly symbol: ts.Symbol
  /** What `new` makes. */
  readonly instance: ts.Type
  /** What the constructor takes. */
  readonly args: ts.Type
}

/**
 * The component classes that a module exports, with the checker that knows their types. The AWS package stays unread: its
 * declarations are many megabytes, and what they declare has no place in our schema.
 *
 * @param file - the module, from the root of the repository
 */
export function readComponents(file: string): {
  readonly checker: ts.TypeChecker
  readonly components: readonly ComponentType[]
} {
  const { options } = ts.getParsedCommandLineOfConfigFile(join(ROOT, 'tsconfig.json'), {}, configHost())!
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (path, ...rest) => {
    const kept = libraryFiles.get(path)
    const source = kept ?? read(path, ...rest)
    if (source !== undefined && path.includes('/node_modules/')) libraryFiles.set(path, source)
    return source
  }
  host.resolveModuleNameLiterals = (literals, containingFile, _redirected, all, source) =>
    literals.map((literal) =>
      literal.text.startsWith('@pulumi/aws/')
        ? { resolvedModule: undefined }
        : ts.resolveModuleName(
            literal.text,
            containingFile,
            all,
            host,
            undefined,
            undefined,
            ts.getModeForUsageLocation(source, literal, all),
          ),
    )
  const program = ts.createProgram({ rootNames: [join(ROOT, file)], options, host })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(join(ROOT, file))
  const module = source && checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`${file} is not a module.`)
  const components = checker
    .getExportsOfModule(module)
    .map((symbol) => resolved(checker, symbol))
    .filter((symbol) => isComponent(checker, symbol))
    .map((symbol) => componentType(checker, symbol))
  return { checker, components: components.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
}

/** Files of packages as they were parsed: most of the time of a second reading. */
const libraryFiles = new Map<string, ts.SourceFile>()

function configHost(): ts.ParseConfigFileHost {
  return {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
    },
  }
}

function resolved(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)
}

function isComponent(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  if ((symbol.flags & ts.SymbolFlags.Class) === 0) return false
  return extendsComponentResource(checker, checker.getDeclaredTypeOfSymbol(symbol))
}

/** Whether a type is that of a component of ours or of Pulumi itself. */
function extendsComponentResource(checker: ts.TypeChecker, type: ts.Type): boolean {
  const bases = type.isClassOrInterface() ? checker.getBaseTypes(type) : []
  return bases.some((base) => base.symbol.name === 'ComponentResource' || extendsComponentResource(checker, base))
}

function componentType(checker: ts.TypeChecker, symbol: ts.Symbol): ComponentType {
  const { name } = symbol
  const declaration = symbol.valueDeclaration!
  const [signature] = checker.getTypeOfSymbolAtLocation(symbol, declaration).getConstructSignatures()
  const args = signature?.getParameters()[1]
  if (args === undefined) throw new Error(`The constructor of ${name} has to take a name, arguments and options.`)
  return {
    name,
    symbol,
    instance: checker.getDeclaredTypeOfSymbol(symbol),
    args: checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(args, declaration)),
  }
}
