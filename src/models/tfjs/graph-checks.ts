// What would keep the runtime busy without end is found in a graph's description.

import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { mostOf } from '../../limits.ts';
import type { GraphNode } from './graph.ts';

/** A function of the graph's library. */
interface GraphFunction {
  readonly signature?: { readonly name?: string };
  readonly nodeDef?: readonly GraphNode[];
}

/**
 * Refuses a graph whose nodes wait for each other, other than in its loops, one whose functions
 * call themselves, and one that is larger than any real one. Throws `model-unreadable`.
 */
export function checkGraph(
  nodes: readonly GraphNode[],
  topology: Readonly<Record<string, unknown>>,
  file: string,
): void {
  const refuse = (text: Message): never => {
    throw new OrielError('model-unreadable', { file, text });
  };
  const { function: listed } = (topology.library ?? {}) as { readonly function?: unknown };
  const functions = Array.isArray(listed) ? (listed as GraphFunction[]) : [];
  const bodies = functions.map(({ nodeDef }) => (Array.isArray(nodeDef) ? nodeDef : []));
  const count = [nodes, ...bodies].reduce((sum, { length }) => sum + length, 0);
  if (count > mostOf.nodes) refuse(message('model.extent.nodes', { most: mostOf.nodes }));
  for (const body of [nodes, ...bodies]) {
    const waiting = firstInCycle(waits(body));
    if (waiting !== null) refuse(message('model.nodeCycle', { node: waiting }));
  }
  const calls = functions.map(({ signature }, at) => [signature?.name ?? '', bodies[at].flatMap(calledBy)] as const);
  const calling = firstInCycle(new Map(calls));
  if (calling !== null) refuse(message('model.functionCycle', { name: calling }));
}

/** By node, the nodes that it waits for. A loop's next turn comes from `NextIteration`. */
function waits(nodes: readonly GraphNode[]): Map<string, readonly string[]> {
  const nextTurn = new Set(nodes.filter(({ op }) => /NextIteration$/.test(op)).map(({ name }) => name));
  return new Map(
    nodes.map(({ name, input = [] }) => [
      name,
      input.map((each) => each.replace(/^\^/, '').split(':')[0]).filter((each) => !nextTurn.has(each)),
    ]),
  );
}

const calledBy = ({ attr = {} }: GraphNode): string[] =>
  Object.values(attr).flatMap((value) => (value as { func?: { name?: string } } | null)?.func?.name ?? []);

/** The first that comes after itself; null where there is none. What is not listed is there. */
function firstInCycle(before: ReadonlyMap<string, readonly string[]>): string | null {
  const left = new Map<string, number>();
  const after = new Map<string, string[]>();
  for (const [name, all] of before) {
    const needed = [...new Set(all)].filter((each) => before.has(each));
    left.set(name, needed.length);
    for (const each of needed) {
      const followers = after.get(each) ?? [];
      followers.push(name);
      after.set(each, followers);
    }
  }
  const ready = [...left].filter(([, count]) => count === 0).map(([name]) => name);
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    left.delete(name);
    for (const next of after.get(name) ?? []) {
      const count = (left.get(next) ?? 0) - 1;
      left.set(next, count);
      if (count === 0) ready.push(next);
    }
  }
  // Of those left, some only wait for a cycle: going back from any of them ends within one.
  let [name] = left.keys();
  if (name === undefined) return null;
  for (const seen = new Set<string>(); !seen.has(name); ) {
    seen.add(name);
    name = before.get(name)?.find((each) => left.has(each)) ?? name;
  }
  return name;
}
