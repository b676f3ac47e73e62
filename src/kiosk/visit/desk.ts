import { english } from '../../catalogue/english.ts';
import type { Prediction } from '../../engine/protocol.ts';
import { spawnEngine } from '../../engine/workers/spawn.ts';
import type { JobStatus } from '../../library/job.ts';
import type { Input } from '../../library/options.ts';
import { createLibrary, type Oriel } from '../../library/oriel.ts';
import type { OrielModel } from '../../library/oriel-model.ts';
import { KIOSK_SILENCE_SECONDS } from '../../limits.ts';
import type { Explanation } from '../../records/record.ts';
import { requestedOutputs } from '../../wording/classes.ts';
import type { Curated } from '../curated.ts';

/** Where models are opened and asked. */
export interface Desk {
  /** Opens a model; another that was open is let go of. Throws OrielErrors. */
  open(what: Curated): Promise<OrielModel>;
  /**
   * Explains one input. `news` hears the answer, and what is estimated on the way. Throws
   * OrielErrors; `failure-cancelled` where something else was asked meanwhile.
   */
  explain(model: OrielModel, input: Input, news: News): Promise<Explanation>;
  /** Nothing of what runs is wanted any more. */
  stop(): void;
}

export interface News {
  readonly answered: (prediction: Prediction) => void;
  readonly progress: (status: JobStatus) => void;
}

/**
 * Milliseconds for an explanation of a text or a photo: whoever stands there does not wait long.
 */
const PATIENCE = 8_000;

/** Parts of a photo: few, so that it is soon certain which of them count. */
const SEGMENTS = 30;

const address = (path: string): URL => new URL(`examples/${path}`, document.baseURI);

/**
 * `lost` hears that an engine has ended, or says nothing any more; the next call starts another.
 */
export function createDesk(lost: (reason: Error) => void): Desk {
  let oriel: Oriel | null = null;
  let open: { readonly name: string; readonly model: Promise<OrielModel> } | null = null;
  let running = new AbortController();

  function start(): Oriel {
    // The same trees give the same bits on every machine: whoever offers a model has compared it.
    const connection = spawnEngine({ compareAfterwards: true });
    const started = createLibrary({ engine: connection, language: english, keep: 'none' });
    const gone = (reason: Error) => {
      if (oriel !== started) return;
      oriel = null;
      open = null;
      void started.close();
      lost(reason);
    };
    void connection.died.then(gone);
    started.watch((silent) => silent && gone(new Error('silent')), 1000 * KIOSK_SILENCE_SECONDS);
    return started;
  }

  async function openModel({ example, model }: Curated): Promise<OrielModel> {
    oriel ??= start();
    const at = (file: string) => address(`${example.id}/${file}`);
    const table = example.kind === 'tabular' ? [at(example.data)] : [];
    return oriel.open([at(model.file), ...table], { card: at(model.card) });
  }

  return {
    stop() {
      running.abort();
      running = new AbortController();
    },

    async open(what) {
      if (open?.name === what.name) return open.model;
      const before = open;
      const model = openModel(what);
      open = { name: what.name, model };
      model.catch(() => {
        if (open?.model === model) open = null; // it may be there the next time
      });
      void before?.model.then((old) => old.close()).catch(() => {});
      return model;
    },

    async explain(model, input, { answered, progress }) {
      running.abort();
      running = new AbortController();
      const { signal } = running;
      const [values] = await model.predict([input]);
      signal.throwIfAborted();
      const prediction = { outputs: model.facts.outputs, values };
      answered(prediction);
      const outputs = requestedOutputs(model.facts, prediction, null);
      const { kind } = model.facts.card.input;
      const job = model.explain(input, {
        ...{ outputs, watched: true, curves: false, signal },
        budget: kind === 'tabular' ? {} : { milliseconds: PATIENCE },
        ...(kind === 'image' && { image: { segments: SEGMENTS, fill: 'blur' } }),
      });
      job.on('progress', (status) => signal.aborted || progress(status));
      return job.result;
    },
  };
}
