import * as v from 'valibot';
import { type Message, message } from '../../catalogue/message.ts';
import { issueText } from '../../data/issue-text.ts';
import { OrielError } from '../../errors.ts';
import { widgetLimits } from '../../limits.ts';
import { isPlainAndSmall } from '../plain-data.ts';
import { type CallName, calls, isCall } from './calls.ts';

// Calls arrive as Comlink sends them, which on its own would call whatever can be reached from what
// it serves, and set it, too. A message is therefore read here and made anew: one call by its name,
// with arguments of its own.

/** A call as Comlink takes it. */
export interface WireCall {
  readonly id: string;
  readonly type: 'APPLY';
  readonly path: readonly [string];
  readonly argumentList: readonly Wire[];
}
type Wire =
  | { readonly type: 'RAW'; readonly value: unknown }
  | { readonly type: 'HANDLER'; readonly name: 'proxy'; readonly value: MessagePort };

/** What became of data: a call, one that is refused, or nothing that any frame of ours sends. */
export type Heard =
  | { readonly name: CallName; readonly call: WireCall }
  | { readonly refused: OrielError; readonly id: string }
  | null;

/** The longest text about what is wrong: schemas quote what they were given. */
const WORDS = 300;
/** Most arguments of a call. */
const MOST_ARGUMENTS = 6;

type Named = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Named =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Fields of its own: names that others have are no fields. */
const own = (value: Named, name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);

/** The ports in which functions among a call's arguments are reached. */
function portsOf(wires: readonly unknown[]): MessagePort[] {
  return wires.flatMap((wire) => {
    const value = isObject(wire) && own(wire, 'value');
    return value instanceof MessagePort ? [value] : [];
  });
}

/** Reads a message that anybody may have sent. What is refused is let go of. */
export function readCall(data: unknown): Heard {
  if (!isObject(data) || own(data, 'type') !== 'APPLY') return null;
  const [id, path, list] = [own(data, 'id'), own(data, 'path'), own(data, 'argumentList')];
  if (typeof id !== 'string' || id.length === 0 || id.length > 100) return null;
  if (!Array.isArray(path) || path.length !== 1 || !Array.isArray(list) || list.length > MOST_ARGUMENTS) return null;
  const wires = Array.from(list);
  const refused = (text: Message): Heard => {
    for (const port of portsOf(wires)) port.close();
    return { refused: new OrielError('request-invalid', { text }), id };
  };
  const [name] = path;
  const read = argumentsOf(wires);
  const size = { ...widgetLimits.fromFollower, files: true } as const;
  if (!isCall(name) || !read || !isPlainAndSmall(read.plain, size)) return refused(message('widget.borrowed.noCall'));
  const result = v.safeParse(calls[name], read.given, { abortEarly: true });
  if (!result.success)
    return refused(message('widget.borrowed.wrongCall', { what: issueText(result.issues, name).slice(0, WORDS) }));
  const argumentList = result.output.map((value, at): Wire => {
    const port = read.ports[at];
    return port ? { type: 'HANDLER', name: 'proxy', value: port } : { type: 'RAW', value };
  });
  return { name, call: { id, type: 'APPLY', path: [name], argumentList } };
}

interface Arguments {
  /** Functions stand for those at the other side. */
  readonly given: readonly unknown[];
  /** All but the functions. */
  readonly plain: readonly unknown[];
  readonly ports: readonly (MessagePort | null)[];
}

/** Arguments as Comlink sends them; null where it does not send them so. */
function argumentsOf(wires: readonly unknown[]): Arguments | null {
  const given: unknown[] = [];
  const plain: unknown[] = [];
  const ports: (MessagePort | null)[] = [];
  for (const wire of wires) {
    if (!isObject(wire)) return null;
    const value = own(wire, 'value');
    const isFunction = own(wire, 'type') === 'HANDLER' && own(wire, 'name') === 'proxy' && value instanceof MessagePort;
    if (!isFunction && own(wire, 'type') !== 'RAW') return null;
    ports.push(isFunction ? value : null);
    given.push(isFunction ? () => {} : value);
    if (!isFunction) plain.push(value);
  }
  return { given, plain, ports };
}
