import * as v from 'valibot';

// Objects whose keys are somebody's names: columns, classes, groups. A name may be "constructor" or
// "__proto__", which every object seems to have, and which libraries leave out for safety.

/** What a name stands for, if the object itself has it. */
export const ownOf = <T>(named: Readonly<Record<string, T>> | null | undefined, name: string): T | undefined =>
  named && Object.hasOwn(named, name) ? named[name] : undefined;

/**
 * Whether a value has names. Lists, Maps, Blobs, buffers and views of these are objects too, and
 * what they hold is not under names.
 */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Object.prototype.toString.call(value) === '[object Object]';

/** An object of any names, all of which are kept. */
// @__NO_SIDE_EFFECTS__
export function named<Item extends v.GenericSchema>(
  item: Item,
): v.GenericSchema<Record<string, v.InferInput<Item>>, Record<string, v.InferOutput<Item>>> {
  return v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const input = dataset.value;
      if (!isObject(input)) {
        addIssue({ label: 'type', expected: 'Object' });
        return NEVER;
      }
      const found: [string, v.InferOutput<Item>][] = [];
      for (const [name, value] of Object.entries(input)) {
        const result = v.safeParse(item, value);
        if (result.success) found.push([name, result.output]);
        else {
          const [{ message, path = [] }] = result.issues;
          const step = { type: 'object', origin: 'value', input, key: name, value } as const;
          addIssue({ message, path: [step, ...path] as never });
          return NEVER;
        }
      }
      return Object.fromEntries(found);
    }),
  ) as never;
}
