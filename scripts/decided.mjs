/**
 * Which command leads to which events, and by which codes it may be refused: read from the source of the deciders, by
 * following each command from `decide` through the functions that it comes by. What a branch asks of the state does
 * not matter; what it asks of the command's type does.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const isNamed = (node) => node !== undefined && ts.isIdentifier(node);

/** What one file names: functions and objects, and where its other names come from. */
function readModule(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const named = new Map();
  const imports = new Map();
  const again = [];
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && isNamed(statement.name)) {
      named.set(statement.name.text, statement);
    } else if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        const value = initializer === undefined ? undefined : unwrapped(initializer);
        const isKept =
          value !== undefined && (ts.isFunctionLike(value) || ts.isObjectLiteralExpression(value));
        if (isNamed(name) && isKept) named.set(name.text, value);
      }
    } else if (ts.isImportDeclaration(statement)) {
      const names = statement.importClause?.namedBindings;
      if (names !== undefined && ts.isNamedImports(names)) {
        for (const { name, propertyName } of names.elements) {
          imports.set(name.text, { from: statement.moduleSpecifier.text, name: (propertyName ?? name).text });
        }
      }
    } else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined) {
      again.push(statement.moduleSpecifier.text);
    }
  }
  return { path, named, imports, again };
}

/** All modules of the contexts and of the kernel. `files`: path and text of each. */
function libraryOf(files) {
  const modules = new Map(files.map(({ path, text }) => [path, readModule(path, text)]));
  const pathOf = (from, specifier) => {
    if (specifier.startsWith('.')) return join(dirname(from), specifier);
    if (specifier === '#kernel') return 'libs/kernel/src/index.ts';
    const [, context] = /^#contexts\/([a-z]+)$/.exec(specifier) ?? [];
    return context === undefined ? null : `libs/contexts/${context}/src/index.ts`;
  };
  const exported = (module, name) => {
    if (module === undefined) return null;
    const node = module.named.get(name);
    if (node !== undefined) return { module, node };
    for (const specifier of module.again) {
      const found = exported(modules.get(pathOf(module.path, specifier)), name);
      if (found !== null) return found;
    }
    return null;
  };
  const resolve = (module, name) => {
    const node = module.named.get(name);
    if (node !== undefined) return { module, node };
    const imported = module.imports.get(name);
    return imported === undefined
      ? null
      : exported(modules.get(pathOf(module.path, imported.from)), imported.name);
  };
  return { modules, resolve };
}

/** Without `as const`, `satisfies X` and parentheses. */
function unwrapped(node) {
  const isWrapped =
    ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node);
  return isWrapped ? unwrapped(node.expression) : node;
}

const isTypeOf = (node) => ts.isPropertyAccessExpression(node) && node.name.text === 'type';
const textOf = (node) => (ts.isStringLiteral(node) ? node.text : null);
const isCommand = (text) => text !== null && /^[A-Z][A-Za-z]+$/.test(text);

/** `command.type === 'X'`: whether that is so for a command; `null` for any other question. */
function asksType(node, command) {
  if (!ts.isBinaryExpression(node)) return null;
  const { operatorToken, left, right } = node;
  const isEqual = operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken;
  const isOther = operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
  if ((!isEqual && !isOther) || !isTypeOf(left) || !isCommand(textOf(right))) return null;
  return (textOf(right) === command) === isEqual;
}

/** Folds are asked what would be; what they tell is no event of theirs. */
const isFollowed = (name) => !name.startsWith('evolve');

/** Where a name stands for the function itself: called, or handed on. A field of that name is another thing. */
function isReference(node) {
  const { parent } = node;
  if (ts.isCallExpression(parent)) return true;
  return (
    ts.isConditionalExpression(parent) || ts.isReturnStatement(parent) || ts.isElementAccessExpression(parent)
  );
}

/** Visits `decide` of a module and all that it comes by; `visit` tells whether it has taken the children itself. */
function walk(module, library, visit) {
  const seen = new Set();
  const go = (node, within) => {
    if (visit(node, (child) => go(child, within), within)) return;
    if (ts.isIdentifier(node) && isReference(node)) follow(within, node.text);
    ts.forEachChild(node, (child) => go(child, within));
  };
  const follow = (within, name) => {
    const found = isFollowed(name) ? library.resolve(within, name) : null;
    if (found === null || seen.has(found.node) || !ts.isFunctionLike(found.node)) return;
    seen.add(found.node);
    go(found.node, found.module);
  };
  follow(module, 'decide');
}

/** The names of all commands that a decider's source asks for. */
function commandsIn(module, library) {
  const commands = new Set();
  walk(module, library, (node) => {
    const isCase = ts.isCaseClause(node) && isTypeOf(node.parent.parent.expression);
    if (isCase && isCommand(textOf(node.expression))) commands.add(node.expression.text);
    if (ts.isBinaryExpression(node) && isTypeOf(node.left) && isCommand(textOf(node.right))) {
      commands.add(node.right.text);
    }
    return false;
  });
  return [...commands];
}

/** Whether a command ends here: `if (command.type === 'X') return …`. */
function leaves({ expression, thenStatement: then }, command) {
  const end = ts.isBlock(then) ? then.statements.at(-1) : then;
  return (
    asksType(expression, command) === true &&
    end !== undefined &&
    (ts.isReturnStatement(end) || ts.isThrowStatement(end))
  );
}

/** Takes only the branches of a command, and of `events` where a switch asks for the type of an event. */
function branching(command, events) {
  return (node, go) => {
    if (ts.isBlock(node)) {
      // What stands behind a branch that is taken, and that returns, is for other commands.
      const last = node.statements.findIndex((one) => ts.isIfStatement(one) && leaves(one, command));
      if (last < 0) return false;
      node.statements.slice(0, last + 1).forEach(go);
      return true;
    }
    if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
      const so = asksType(ts.isIfStatement(node) ? node.expression : node.condition, command);
      if (so === null) return false;
      const [then, otherwise] = ts.isIfStatement(node)
        ? [node.thenStatement, node.elseStatement]
        : [node.whenTrue, node.whenFalse];
      const branch = so ? then : otherwise;
      if (branch !== undefined) go(branch);
      return true;
    }
    if (!ts.isSwitchStatement(node) || !isTypeOf(node.expression)) return false;
    const { clauses } = node.caseBlock;
    const labels = clauses.map((clause) => (ts.isCaseClause(clause) ? textOf(clause.expression) : null));
    const asked = labels.some(isCommand) ? [command] : events;
    if (asked === null) return false;
    for (const one of asked) {
      const first = labels.includes(one) ? labels.indexOf(one) : labels.indexOf(null);
      const taken = first < 0 ? [] : clauses.slice(first);
      taken.find(({ statements }) => statements.length > 0)?.statements.forEach(go);
    }
    return true;
  };
}

function trace(module, library, command, { types, codes }) {
  const events = new Set();
  const branches = branching(command, null);
  walk(module, library, (node, go, within) => {
    if (branches(node, go)) return true;
    if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'type') return false;
    const said = unwrapped(node.initializer);
    if (types.has(textOf(said))) events.add(said.text);
    if (ts.isElementAccessExpression(said) && isNamed(said.expression)) {
      const named = library.resolve(within, said.expression.text)?.node;
      const values = named !== undefined && ts.isObjectLiteralExpression(named) ? named.properties : [];
      for (const { initializer } of values) if (types.has(textOf(initializer))) events.add(initializer.text);
    }
    return false;
  });
  const refusals = new Set();
  const further = branching(command, [...events]);
  walk(module, library, (node, go) => {
    if (further(node, go)) return true;
    if (ts.isStringLiteral(node) && codes.has(node.text)) refusals.add(node.text);
    return false;
  });
  return { events: [...events].sort(), refusals: [...refusals].sort() };
}

/** `deciders`: name, events and rejections of each. By context and command: the events and the codes. */
export function decidedBy(files, deciders) {
  const library = libraryOf(files);
  const codes = new Set(deciders.flatMap(({ rejections }) => Object.keys(rejections)));
  return new Map(
    deciders.map(({ name, events }) => {
      const module = library.modules.get(`libs/contexts/${name}/src/${name}.decider.ts`);
      if (module === undefined) throw new Error(`there is no decider of ${name}`);
      const types = new Set(events.map(({ type }) => type));
      return [
        name,
        new Map(
          commandsIn(module, library).map((command) => [
            command,
            trace(module, library, command, { types, codes }),
          ]),
        ),
      ];
    }),
  );
}

/** The source of the contexts and the kernel. */
export const readSources = () =>
  ['libs/kernel', 'libs/contexts']
    .flatMap((root) => readdirSync(root, { recursive: true }).map((path) => join(root, path)))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
