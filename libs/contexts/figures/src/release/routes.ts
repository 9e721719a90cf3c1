/*
 * How many people went along which route, beside how many each place has: the second way to add up the same people. What a
 * place and a route have in common is not shown, and must not follow. Here somebody may know which routes lead through
 * which places at all: with such gaps in a table the bounds of what is hidden are flows through a network (Gusfield 1988).
 */

/** How many of each place went along which route. */
export type Table = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Routes that are shown; `other` has those of all others together. */
export type Routes = { readonly shown: ReadonlyMap<string, number>; readonly other: number };

/** As many routes as may be shown; the smallest go together. Places that are `small` show no total of their own. */
export function routesShown(table: Table, small: ReadonlySet<string>, threshold: number): Routes {
  const totals = new Map<string, number>();
  for (const of of table.values()) {
    for (const [route, count] of of) totals.set(route, (totals.get(route) ?? 0) + count);
  }
  const shown = [...totals].sort(([, one], [, other]) => other - one);
  let other = 0;
  while (shown.length > 0 && !isSafe(table, new Set(shown.map(([route]) => route)), small, threshold)) {
    other += shown.pop()?.[1] ?? 0;
  }
  return { shown: new Map(shown), other };
}

const OTHER = ' other';
const SMALL = ' small';

/** Whether what each place has of each route, or of all others, may be any of a range as wide, or is not small. */
function isSafe(
  table: Table,
  routes: ReadonlySet<string>,
  small: ReadonlySet<string>,
  threshold: number,
): boolean {
  const cells = new Map<string, Map<string, number>>();
  for (const [place, of] of table) {
    const row = small.has(place) ? SMALL : place;
    for (const [route, count] of of) {
      const column = routes.has(route) ? route : OTHER;
      const known = cells.get(row) ?? new Map<string, number>();
      cells.set(row, known.set(column, (known.get(column) ?? 0) + count));
    }
  }
  const network = new Network(cells);
  return [...cells].every(([row, of]) =>
    [...of].every(([column, count]) => {
      if (count === 0) return true;
      const fewer = network.mostThatGo(row, column, 'less');
      if (count - fewer >= threshold) return true;
      return fewer + network.mostThatGo(row, column, 'more') >= threshold;
    }),
  );
}

type Node = string;

/** People who may go along another route, as long as every place and every route keeps as many as it has. */
class Network {
  constructor(private readonly cells: ReadonlyMap<string, ReadonlyMap<string, number>>) {}

  /** How many more, or how many fewer, a cell may have: the most that can flow around it (Ford and Fulkerson, 1956). */
  mostThatGo(row: string, column: string, way: 'more' | 'less'): number {
    // From a row to a column leads that one more of it goes along that route; from a column to a row, that one fewer does.
    const left = new Map<Node, Map<Node, number>>();
    const edge = (from: Node, to: Node, count: number): void => {
      left.set(from, (left.get(from) ?? new Map<Node, number>()).set(to, count));
    };
    for (const [place, of] of this.cells) {
      for (const [route, count] of of) {
        if (place === row && route === column) continue;
        edge(`row ${place}`, `column ${route}`, Number.MAX_SAFE_INTEGER);
        edge(`column ${route}`, `row ${place}`, count);
      }
    }
    const [from, to] =
      way === 'more' ? [`column ${column}`, `row ${row}`] : [`row ${row}`, `column ${column}`];
    const most = way === 'less' ? (this.cells.get(row)?.get(column) ?? 0) : Number.MAX_SAFE_INTEGER;
    let flow = 0;
    for (let path = shortest(left, from, to); path !== null && flow < most; path = shortest(left, from, to)) {
      const steps = path.slice(1).map((node, at): [Node, Node] => [path[at] ?? from, node]);
      const room = Math.min(most - flow, ...steps.map(([one, next]) => left.get(one)?.get(next) ?? 0));
      for (const [one, next] of steps) {
        left.get(one)?.set(next, (left.get(one)?.get(next) ?? 0) - room);
        left.get(next)?.set(one, (left.get(next)?.get(one) ?? 0) + room);
      }
      flow += room;
    }
    return flow;
  }
}

function shortest(
  left: ReadonlyMap<Node, ReadonlyMap<Node, number>>,
  from: Node,
  to: Node,
): readonly Node[] | null {
  const cameFrom = new Map<Node, Node | null>([[from, null]]);
  for (const node of cameFrom.keys()) {
    if (node === to) break;
    for (const [next, room] of left.get(node) ?? []) {
      if (room > 0 && !cameFrom.has(next)) cameFrom.set(next, node);
    }
  }
  if (!cameFrom.has(to)) return null;
  const path: Node[] = [to];
  for (let node = cameFrom.get(to) ?? null; node !== null; node = cameFrom.get(node) ?? null)
    path.unshift(node);
  return path;
}
