import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { ExplainOptions, Job } from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import type { AppState, Compared } from '../state.ts';
import type { Store } from '../store.ts';
import { messageOf } from './explaining.ts';
import { optionsOf } from './request.ts';

export interface Comparing {
  /** Puts a row beside the one on show; null takes it away. */
  compare(row: number | null): void;
}

interface ComparingParts {
  readonly store: Store;
  readonly session: Pick<Session, 'modelOf'>;
}

/** Explains a second row in the same way as the one on show, and anew whenever that way changes. */
export function createComparing({ store, session }: ComparingParts): Comparing {
  let runs = 0;
  let job: Job | null = null;
  let explained = '';

  function drop(): void {
    runs++;
    explained = '';
    job?.cancel();
    job = null;
  }

  async function explain(options: ExplainOptions, { row, study }: Compared): Promise<void> {
    const mine = runs;
    try {
      job = session.modelOf(study).explain(row, options);
      const record = await job.result;
      const { compared } = store.get();
      if (mine === runs && compared) store.set({ compared: { ...compared, record } });
    } catch (thrown) {
      if (mine !== runs) return;
      store.set({ compared: null });
      if (!(thrown instanceof OrielError && thrown.code === 'failure-cancelled'))
        store.alert(message('page.beside.failed', { text: messageOf(thrown) }));
    }
  }

  store.subscribe((state) => {
    const { compared, topic } = state;
    if (topic?.study !== compared?.study || !compared) {
      // Nothing is told of a comparison that is no longer wanted, whoever took it away.
      if (explained !== '') drop();
      if (compared) store.set({ compared: null });
      return;
    }
    const options = optionsFor(state);
    const key = JSON.stringify([compared.row, options]);
    if (!options || key === explained) return;
    drop();
    explained = key;
    void explain(options, compared);
  });

  return {
    compare(row) {
      drop();
      const { topic } = store.get();
      const isRow = topic && row !== null && Number.isInteger(row) && row >= 0 && row < topic.study.rows;
      store.set({ compared: isRow ? { study: topic.study, row, record: null } : null });
    },
  };
}

/** Once the row on show has been explained: of the other row the same outputs. */
function optionsFor(state: AppState): ExplainOptions | null {
  const { compared, shown, stale, status } = state;
  if (!compared || status !== 'done' || stale || shown?.study !== compared.study) return null;
  const options = optionsOf(state);
  return options && { ...options, outputs: shown.record.outputs };
}
