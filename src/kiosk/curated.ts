import type { Example } from '../data/example-list.ts';

/** An example that is offered, with one of its models. */
export interface Curated {
  /** As the settings name it. */
  readonly name: string;
  readonly example: Example;
  readonly model: Example['models'][number];
}

/**
 * The examples that are offered, kept and counted: those that the settings name, in their order;
 * all there are where they name none of them.
 */
export function curated(examples: readonly Example[], names: readonly string[]): readonly Curated[] {
  const found = names.flatMap((name): Curated[] => {
    const [id, file] = name.split(/\/(.*)/s);
    const example = examples.find((one) => one.id === id);
    const model = example?.models.find((one) => file === undefined || one.file === file);
    return example && model ? [{ name, example, model }] : [];
  });
  return found.length > 0
    ? found
    : examples.map((example) => ({ name: example.id, example, model: example.models[0] }));
}
