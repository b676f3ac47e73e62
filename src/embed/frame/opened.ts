import { OrielError } from '../../errors.ts';
import type { Oriel } from '../../library/oriel.ts';
import type { OrielModel } from '../../library/oriel-model.ts';
import type { Facts, Kept } from './kept.ts';
import type { About } from './state.ts';
import type { ToOpen } from './what-to-open.ts';

/** What a host has opened: a model, explanations that were made before, or both. */
export interface Opened {
  readonly about: About;
  /** What the host is told of it. */
  readonly facts: Facts;
  /** Rows of its table; 0 as long as the model has not been asked for anything. */
  readonly rows: number;
  /** What was made before; null where nothing was, and where the model turns out to be another. */
  readonly kept: Kept | null;
  /** Whether something can be computed. */
  readonly live: boolean;
  /** The model where it is asked for; opened there, where it is not. Throws what opening throws. */
  modelIn(oriel: Oriel): Promise<OrielModel>;
  close(): void;
}

type Known = Pick<Opened, 'about' | 'facts' | 'rows'>;

/**
 * Opens a model, and later for others who ask for it. Where there are explanations that were made
 * before, it is not opened, and no engine started, until something else is asked for. Throws what
 * opening throws.
 */
export async function openModel({ files, options, kept }: ToOpen, oriel: () => Oriel): Promise<Opened> {
  const models = new Map<Oriel, Promise<OrielModel>>();
  let made = kept;
  let known: Known | null = kept && { about: kept.about, facts: kept.facts, rows: 0 };
  let closed = false;

  /** What a model itself says counts more than what was made with one of its name. */
  function learn(model: OrielModel): OrielModel {
    known = factsOf(model);
    if (made?.facts.sha256 !== known.facts.sha256) made = null;
    return model;
  }

  async function modelIn(where: Oriel): Promise<OrielModel> {
    if (closed) throw new OrielError('failure-closed');
    const opening = models.get(where) ?? where.open(files, options);
    models.set(where, opening);
    // One that could not be opened may be there the next time.
    opening.catch(() => models.delete(where));
    return learn(await opening);
  }
  if (!known) await modelIn(oriel());
  const now = (): Known => known as Known; // it is known from here on
  return {
    get about() {
      return now().about;
    },
    get facts() {
      return now().facts;
    },
    get rows() {
      return now().rows;
    },
    get kept() {
      return made;
    },
    live: files.length > 0,
    modelIn,
    close() {
      closed = true;
      // What could not be opened has nothing to give back.
      for (const opening of models.values()) void opening.then((model) => model.close()).catch(() => {});
    },
  };
}

function factsOf({ facts }: OrielModel): Known {
  const { card, outputs, columns, model: sha256, rows } = facts;
  return {
    about: { card, outputs },
    rows,
    facts: {
      name: card.name,
      kind: card.input.kind,
      sha256,
      outputs: [...outputs],
      columns: card.input.kind === 'tabular' ? columns.map(({ name }) => name) : null,
    },
  };
}
