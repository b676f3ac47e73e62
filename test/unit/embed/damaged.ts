import fc from 'fast-check';
import { copyOf, growing } from './samples.ts';

/** What no message is, or should hold. */
export const odd = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, maxDepth: 3 }),
  fc.constantFrom<unknown>('__proto__', 'constructor', '</script><img src=x onerror=alert(1)>', 'javascript:alert(1)'),
  fc.constantFrom<unknown>(new Blob(['photo']), new Uint8Array(3), growing),
  fc.constantFrom<unknown>(-1, 0, 2 ** 53, 1e308, Number.NaN, Number.POSITIVE_INFINITY, '', 'x'.repeat(20_000)),
  fc.constant<unknown>(
    JSON.parse('{ "__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": 1 } } }'),
  ),
);

const added = ['__proto__', 'constructor', 'toString', 'then', 'id', 'type', 'extra'];

/** A message that is damaged: fields exchanged, left out or added, at any depth. */
export const damaged = (samples: readonly unknown[]) =>
  fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(fc.record({ at: fc.nat(), how: fc.constantFrom('set', 'drop', 'add'), value: odd }), { maxLength: 3 }),
      fc.nat(9),
    )
    .map(([sample, damages, id]) => {
      // Numbers of requests rise, or they would all be refused for that.
      const copy = copyOf(sample) as Record<string, unknown>;
      if (copy.id !== 0) copy.id = id + 1;
      for (const { at, how, value } of damages) {
        const places = placesIn(copy);
        const [holder, name] = places[at % places.length];
        // Of its own, since it may be damaged in turn.
        const own = structuredClone(value);
        const to = how === 'add' ? added[at % added.length] : name;
        // `__proto__` too becomes a field like any other.
        if (how === 'drop') delete holder[name];
        else Object.defineProperty(holder, to, { value: own, enumerable: true, configurable: true, writable: true });
      }
      return copy as unknown;
    });

/** Every field of a message, with what it is a field of. */
function placesIn(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof MessagePort)
    return [];
  const holder = value as Record<string, unknown>;
  const places = Object.keys(holder).flatMap((name): [Record<string, unknown>, string][] => [
    [holder, name],
    ...placesIn(holder[name]),
  ]);
  return places.length > 0 ? places : [[holder, 'x']];
}
