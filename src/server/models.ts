import { asOrielError, type OrielError } from '../errors.ts';
import type { Oriel, OrielModel } from '../library/index.ts';
import type { FoundModel } from './find-models.ts';
import { Refusal } from './refusal.ts';

/** A model that is served, once it is open. */
export interface ServedModel {
  readonly name: string;
  readonly state: 'opening' | 'ready' | 'failed';
  readonly model: OrielModel | null;
  readonly error: OrielError | null;
}

export interface Models {
  list(): readonly ServedModel[];
  /** Throws Refusal where there is none of that name. */
  get(name: string): ServedModel;
  /** Throws Refusal where it is not open. */
  open(name: string): OrielModel;
  /** One that is open, by the SHA-256 of its file. */
  withHash(sha256: string): OrielModel | null;
  /** Whether all that can be opened are. */
  isOpened(): boolean;
  /** Opens all, one after the other; what is wrong with one stays with it. */
  openAll(oriel: Oriel, told: (one: ServedModel) => void): Promise<void>;
}

export function createModels(found: readonly FoundModel[]): Models {
  const models = new Map<string, ServedModel>(
    found.map(({ name }) => [name, { name, state: 'opening', model: null, error: null }]),
  );
  const list = (): readonly ServedModel[] => [...models.values()];

  function get(name: string): ServedModel {
    const one = models.get(name);
    if (!one) throw new Refusal('no-model', { name });
    return one;
  }

  return {
    list,
    get,
    open(name) {
      const { model, error } = get(name);
      if (error) throw new Refusal('failed', { name, text: error.said });
      if (!model) throw new Refusal('opening', { name }, { 'Retry-After': '5' });
      return model;
    },
    withHash: (sha256) => list().find(({ model }) => model?.facts.model === sha256)?.model ?? null,
    isOpened: () => list().every(({ state }) => state !== 'opening'),
    async openAll(oriel, told) {
      for (const one of found) {
        const served = await opened(oriel, one);
        models.set(one.name, served);
        told(served);
      }
    },
  };
}

async function opened(oriel: Oriel, { name, files, card, problem }: FoundModel): Promise<ServedModel> {
  try {
    if (problem) throw problem;
    const model = await oriel.open(files, card ? { card } : {});
    await model.warmUp({ backend: 'wasm' });
    return { name, state: 'ready', model, error: null };
  } catch (thrown) {
    return { name, state: 'failed', model: null, error: asOrielError(thrown) };
  }
}
