/** What is printed from the code: pure functions from what the doors export to Markdown. */
import { z } from 'zod';

/** The shapes that a door exports, each with its name: `IdShape` is called Id. */
export const shapesOf = (door) =>
  Object.entries(door)
    .filter(([key, value]) => key.endsWith('Shape') && value instanceof z.ZodType)
    .map(([key, value]) => [value, key.slice(0, -'Shape'.length)]);

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text) => `\`${text}\``;
const tableOf = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const page = (...parts) => `${parts.flat().join('\n\n')}\n`;
const PRINTED = 'Printed from the code by `npm run docs`; not to be edited.';

const nameOf = (type) => type.slice(type.indexOf('.') + 1);

/** The commands that lead to each event, and by which codes each may be refused: from what `decidedBy` found. */
const commandsBy = (decided, key, sought) =>
  [...decided.values()].flatMap((commands) =>
    [...commands].filter(([, found]) => found[key].includes(sought)).map(([command]) => command),
  );

/** How the register itself comes to the events that every context has: `decide` of the kernel knows these commands. */
const HISTORY_COMMANDS = {
  RecordedFromSource: 'RecordFromSource',
  ConfirmedByParty: 'Confirm',
  Corrected: 'Correct',
  Retracted: 'Retract',
};

/**
 * `named`: shapes with their names. `shared`: the names of the events that every context has. `decided`: events and
 * refusals by context and command. `listeners`: who is told of an event, by name. `retired`: shapes of before.
 * Throws where an event is one that nothing leads to.
 */
export function eventsDocument(deciders, named, shared, { decided, listeners, retired }) {
  const shapes = new Map(named);
  const contexts = [...deciders].sort((a, b) => compare(a.name, b.name));
  const isShared = ({ type }) => shared.includes(nameOf(type));
  const commandsOf = ({ type }) => {
    const own = HISTORY_COMMANDS[nameOf(type)];
    const commands = own === undefined ? commandsBy(decided, 'events', type) : [own];
    if (commands.length === 0) throw new Error(`no command leads to ${type}`);
    return commands;
  };
  const heardBy = ({ type }) =>
    listeners.filter(({ isGiven }) => isGiven(type)).map(({ name }) => code(name));
  const road = (event) => [
    `Decided by ${commandsOf(event).map(code).join(', ')}.`,
    isShared(event)
      ? 'Heard by everybody who hears the events that it speaks of.'
      : heardBy(event).length === 0
        ? 'Heard by nobody yet.'
        : `Heard by ${heardBy(event).join(', ')}.`,
  ];
  const described = (event, type = event.type) => [
    `### ${type}`,
    event.says,
    tableOf(['field', 'type', ''], fieldsOf(event.data, shapes)),
    `\`\`\`json\n${JSON.stringify(event.example, null, 2)}\n\`\`\``,
  ];
  const section = (event, type = event.type) => {
    const [title, says, ...rest] = described(event, type);
    return [title, says, road(event).join(' '), ...rest];
  };
  const [first] = contexts;
  return page(
    '# Events',
    `${PRINTED} A stored name and its shape never change; a shape that must change gets a new name, and history is lifted to it.`,
    'Each event has its sentence, the commands that lead to it (a source may assert it too), the read models and policies that hear it, its fields and an example. Shapes with a capital letter are described at the end.',
    contexts.flatMap((context) => [
      `## ${context.name}`,
      ...context.events.filter((event) => !isShared(event)).flatMap((event) => section(event)),
    ]),
    '## In every context',
    'The history of a record speaks about itself in the same four ways everywhere; the names begin with that of the context.',
    first === undefined
      ? []
      : first.events.filter(isShared).flatMap((event) => section(event, `…${nameOf(event.type)}`)),
    retired.length === 0
      ? []
      : [
          '## Retired',
          'Nothing is recorded in these shapes any more. What was is read as the shape that took their place.',
          ...retired.flatMap((shape) => [
            ...described(shape),
            `Read as ${code(shape.to)}: ${Object.entries(shape.moved)
              .map(([field, { to }]) => `${code(field)} is ${code(to)}`)
              .join(', ')}.`,
          ]),
        ],
    '## Shapes',
    shapesTable([...contexts.flatMap(({ events }) => events), ...retired], shapes),
  );
}

function fieldsOf(shape, shapes, prefix = '') {
  return Object.entries(shape.shape).flatMap(([name, field]) => {
    const { inner, isOptional } = unwrap(field);
    const path = `${prefix}${name}`;
    const row = [code(path), typeOf(inner, shapes), isOptional ? 'optional' : ''];
    return [row, ...nested(inner, shapes, path)];
  });
}

/** The fields inside an object or a list of objects that has no name of its own. */
function nested(schema, shapes, path) {
  if (shapes.has(schema)) return [];
  if (schema.def.type === 'array') return nested(schema.def.element, shapes, `${path}[]`);
  return schema.def.type === 'object' ? fieldsOf(schema, shapes, `${path}.`) : [];
}

function unwrap(schema) {
  return schema.def.type === 'optional'
    ? { inner: schema.def.innerType, isOptional: true }
    : { inner: schema, isOptional: false };
}

function typeOf(schema, shapes) {
  const name = shapes.get(schema);
  if (name !== undefined) return name;
  const { def } = schema;
  switch (def.type) {
    case 'array':
      return `list of ${typeOf(def.element, shapes)}`;
    case 'enum':
      return Object.values(def.entries).map(code).join(' ');
    case 'literal':
      return def.values.map(code).join(' ');
    case 'union':
      return def.options.map((option) => typeOf(option, shapes)).join(' or ');
    case 'record':
      return 'object of any fields';
    case 'number':
      return z.toJSONSchema(schema).type;
    default:
      return def.type;
  }
}

/** The shapes that have a name and that `events` use, directly or inside each other. */
function shapesUsed(events, shapes) {
  const used = new Set();
  const visit = (schema) => {
    if (shapes.has(schema) && used.has(schema)) return;
    if (shapes.has(schema)) used.add(schema);
    const { innerType, element, options = [], shape = {} } = schema.def;
    for (const part of [innerType, element, ...options, ...Object.values(shape)]) if (part) visit(part);
  };
  for (const { data } of events) visit(data);
  return [...shapes].filter(([schema]) => used.has(schema)).sort(([, a], [, b]) => compare(a, b));
}

const shapesTable = (events, shapes) =>
  tableOf(
    ['shape', 'field', 'rule', ''],
    shapesUsed(events, shapes).flatMap(([schema, name]) =>
      schema.def.type === 'object'
        ? fieldsOf(schema, shapes).map(([field, ...rest], at) => [at === 0 ? name : '', field, ...rest])
        : [[name, '', ruleOf(schema, new Map([...shapes].filter(([other]) => other !== schema))), '']],
    ),
  );

/** What a shape without fields asks for: the words with which it refuses, and its limits. */
function ruleOf(schema, others) {
  const { type } = schema.def;
  if (type !== 'string' && type !== 'number') return typeOf(schema, others);
  const { minLength, maxLength, minimum, maximum, multipleOf } = z.toJSONSchema(schema, {
    unrepresentable: 'any',
  });
  const rules = [
    type === 'string' ? schema.safeParse('?').error?.issues[0]?.message : 'number',
    minLength && `at least ${minLength} character`,
    maxLength && `at most ${maxLength} characters`,
    minimum !== undefined && `at least ${minimum}`,
    maximum !== undefined && `at most ${maximum}`,
    multipleOf && `in steps of ${multipleOf}`,
  ];
  return rules.filter(Boolean).join(', ');
}

/**
 * `problems`: all that the API may answer with, grouped here by the first part of the code. `decided`: refusals by
 * context and command. Throws where a code of a context is one that no command leads to.
 */
export function rejectionsDocument(problems, decided) {
  const rows = new Map();
  for (const problem of problems)
    rows.set(JSON.stringify([problem.code, problem.status, problem.says]), problem);
  const sorted = [...rows.values()].sort((a, b) => compare(a.code, b.code));
  const groups = [...new Set(sorted.map((problem) => ownerOf(problem.code)))].sort();
  const commandsOf = (problem) => {
    const commands = commandsBy(decided, 'refusals', problem.code);
    if (decided.has(ownerOf(problem.code)) && commands.length === 0) {
      throw new Error(`no command is refused with ${problem.code}`);
    }
    return commands.map(code).join(' ');
  };
  return page(
    '# Rejections',
    `${PRINTED} What a problem document of the API can say, and the commands that a context refuses with it. A code is never reworded; its sentence may be.`,
    groups.flatMap((owner) => {
      const own = sorted.filter((problem) => ownerOf(problem.code) === owner);
      return [
        `## ${owner}`,
        decided.has(owner)
          ? tableOf(
              ['code', 'status', 'says', 'to'],
              own.map((problem) => [code(problem.code), problem.status, problem.says, commandsOf(problem)]),
            )
          : tableOf(
              ['code', 'status', 'says'],
              own.map((problem) => [code(problem.code), problem.status, problem.says]),
            ),
      ];
    }),
  );
}

const ownerOf = (key) => key.slice(0, key.indexOf('.'));

/** `events`: all that a projection may be told of. */
export function readModelsDocument(projections, events, shared) {
  const types = events.map(({ type }) => type).filter((type) => !shared.includes(nameOf(type)));
  const section = ({ name, version, storage, hears, table, isGiven }) => {
    const heard = types.filter(isGiven);
    const hasLists = Object.values(table.columns).some(({ kind }) => kind === 'list');
    const tables = [storage, `${storage}_versions`, ...(hasLists ? [`${storage}_items`] : [])];
    const indexes = table.indexes.map((columns) => code(columns.join(', ')));
    return [
      `## ${name}`,
      `Version ${version}, in ${tables.slice(0, -1).map(code).join(', ')} and ${code(tables.at(-1))}.`,
      `Told ${hears === 'facts' ? 'the history as it reads' : 'events as they were recorded'}: ${
        heard.length === types.length ? 'all events' : heard.map(code).join(', ')
      }.`,
      tableOf(
        ['column', 'type', ''],
        Object.entries(table.columns).map(([column, { kind, isNullable }]) => {
          const place = table.key.indexOf(column) + 1;
          return [code(column), kind, place > 0 ? `key ${place}` : isNullable ? 'may be null' : ''];
        }),
      ),
      ...(indexes.length === 0 ? [] : [`Indexes of now: ${indexes.join('; ')}.`]),
    ];
  };
  return page(
    '# Read models',
    `${PRINTED} Each has a current table, its versions by journal number, and where it has lists their items by that number.`,
    [...projections].sort((a, b) => compare(a.storage, b.storage)).flatMap(section),
  );
}

/** `modules`: what dependency-cruiser found. A library is a folder with a door; an app is a folder of apps. */
export function dependenciesDocument(modules) {
  const partOf = (path) => /^(?:apps\/[^/]+|libs\/kernel|libs\/[^/]+\/[^/]+)(?=\/)/.exec(path)?.[0];
  const uses = new Map();
  for (const { source, dependencies } of modules) {
    const from = partOf(source);
    if (from === undefined || source.endsWith('.spec.ts')) continue;
    const found = uses.get(from) ?? uses.set(from, new Set()).get(from);
    for (const { resolved } of dependencies) {
      const to = partOf(resolved);
      if (to !== undefined && to !== from) found.add(to);
    }
  }
  const used = (part) => [...(uses.get(part) ?? [])].sort(compare);
  return page(
    '# Dependencies',
    `${PRINTED} What each app and library imports; specs are left out.`,
    tableOf(
      ['part', 'imports'],
      [...uses.keys()].sort(compare).map((part) => [code(part), used(part).map(code).join(' ') || '—']),
    ),
  );
}

/** `shown`: the rules by id, each with the paths of the specs that show it. */
export function rulesDocument(rules, shown) {
  const owners = [...new Set([...shown.keys()].map(ownerOf))];
  const links = (paths) => paths.map((path) => `[${path.slice(path.lastIndexOf('/') + 1)}](../../${path})`);
  return page(
    '# Rules',
    `${PRINTED} The rules of the domain, and the specs that show that they hold.`,
    owners.flatMap((owner) => [
      `## ${owner}`,
      tableOf(
        ['rule', 'says', 'shown by'],
        [...shown]
          .filter(([id]) => ownerOf(id) === owner)
          .map(([id, paths]) => [code(id), rules[id], links(paths).join(', ')]),
      ),
    ]),
  );
}

/** When something is somebody's own, in words. */
function ownInWords(own) {
  switch (own.kind) {
    case 'municipality':
      return `${code(own.at)} names a municipality of theirs`;
    case 'organisation':
      return `${code(own.at)} names their organisation`;
    case 'record':
      return `the ${own.of} of ${code(own.at)} is of a municipality or the organisation of theirs`;
    case 'referral':
      return `their organisation is ${own.as.join(', ')} of the referral`;
    case 'any':
      return own.of.map(ownInWords).join(', or ');
    default:
      throw new Error(`nobody knows what ${own.kind} is`);
  }
}

/**
 * Who may do what. `operations`: those of the OpenAPI document that are not public, and `watched` those beside it.
 * Throws where an operation has no row, or more than one, and where a row speaks of one that there is not.
 */
export function accessDocument(rows, roles, withheld, operations, watched) {
  const named = rows.flatMap((row) => row.operations);
  const known = [...operations, ...watched];
  const faults = [
    ...known.filter((one) => !named.includes(one)).map((one) => `no row says who may ${one}`),
    ...named.filter((one) => !known.includes(one)).map((one) => `there is no operation ${one}`),
    ...named.filter((one, at) => named.indexOf(one) !== at).map((one) => `two rows speak of ${one}`),
  ];
  if (faults.length > 0) throw new Error(`the access table: ${faults.join('; ')}`);
  const cellOf = (may) => (may === undefined ? '' : may === 'all' ? 'all' : 'own');
  return page(
    '# Who may do what',
    PRINTED,
    'From `apps/api/src/access/table.ts`. Whoever is not named may not; an operation that no row names is nobody’s. ' +
      '*own*: where the request is about what is theirs, as the last column says. To an organisation that has no part ' +
      'in a referral there is no such referral.',
    tableOf(
      ['what', 'action', ...roles, 'own'],
      rows.map(({ resource, action, may }) => [
        resource,
        action,
        ...roles.map((role) => cellOf(may[role])),
        [
          ...new Set(
            Object.values(may)
              .filter((one) => one !== 'all')
              .map(ownInWords),
          ),
        ].join('; '),
      ]),
    ),
    'Public: the OpenAPI document, the list of problems, `/health/live` and `/health/ready`.',
    '## What is withheld',
    'Agreements and decisions that are withheld, by whatever operation. To others they do not exist. ' +
      '*own*: they name a municipality or the organisation of theirs.',
    tableOf(roles, [roles.map((role) => (withheld[role] === 'none' ? '' : withheld[role]))]),
    '## Operations',
    tableOf(
      ['what', 'action', 'operations'],
      rows.map((row) => [row.resource, row.action, [...row.operations].sort().map(code).join(' ')]),
    ),
  );
}
