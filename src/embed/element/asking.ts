import type { HostSide } from '../host-side.ts';
import type { ExplainOptions, Instance, OrielExplainer, WidgetFile } from './types.ts';

type Asked = Parameters<HostSide['ask']>[0];
export type Open = Extract<Asked, { type: 'open' }>;
type Explain = Extract<Asked, { type: 'explain' }>;

/** What a text says, if it is JSON of more than a text; else the text. */
function parsed(value: unknown): unknown {
  try {
    const found: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    return typeof found === 'string' ? value : found;
  } catch {
    return value;
  }
}

const fileOf = async (file: WidgetFile) => ({
  name: file.name,
  bytes: file instanceof Blob ? await file.arrayBuffer() : file.bytes,
});

/** What opens the model of an element; null where it has none. */
export async function openOf({ model, data }: OrielExplainer): Promise<Open | null> {
  if (!model) return null;
  return {
    type: 'open',
    model: typeof model === 'string' ? model : await Promise.all(([model].flat() as WidgetFile[]).map(fileOf)),
    ...(data && { data: typeof data === 'string' ? data : await fileOf(data) }),
  };
}

export async function inputOf(instance: Instance): Promise<Explain['input']> {
  const given = parsed(instance);
  const value = given instanceof Blob ? await given.arrayBuffer() : given;
  if (typeof value === 'number') return { kind: 'row', row: value };
  if (typeof value === 'string') return { kind: 'text', text: value };
  if (value instanceof ArrayBuffer) return { kind: 'image', bytes: value };
  return ('kind' in (value as object) ? value : { kind: 'values', values: value }) as Explain['input'];
}

/** A number is how many of these; what is not said is undefined, which messages may hold. */
function counted(what: 'samples' | 'rows', given: unknown): unknown {
  const value = parsed(given) ?? undefined;
  return typeof value === 'number' ? { [what]: value } : value;
}

/** What an element says of how to explain, unless `given` says it. */
export async function optionsOf(
  { explainer, budget, output, background, options }: OrielExplainer,
  given: ExplainOptions,
): Promise<Explain['options']> {
  const outputs = parsed(output);
  const all = {
    explainer: explainer ?? undefined,
    budget: counted('samples', budget),
    outputs: typeof outputs === 'string' && !/^(default|all)$/.test(outputs) ? [outputs] : (outputs ?? undefined),
    background: counted('rows', background),
    ...options,
    ...given,
  } as ExplainOptions;
  const table = all.background;
  return { ...all, background: table && !('rows' in table) ? await fileOf(table) : table } as Explain['options'];
}
