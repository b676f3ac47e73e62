import { message } from '../../catalogue/message.ts';
import type { ExplainRequest } from '../../engine/protocol.ts';
import { OrielError } from '../../errors.ts';
import type { Job } from '../../library/job.ts';
import type { Session } from '../../library/session.ts';
import type { AppState, Compared, Store } from '../state.ts';
import { messageOf } from './explaining.ts';
import { requestOf } from './request.ts';

export interface Comparing {
  /** Puts a row beside the one on show; null takes it away. */
  compare(row: number | null): void;
}

interface ComparingParts {
  readonly store: Store;
  readonly session: Pick<Session, 'explain'>;
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

  async function explain(request: ExplainRequest, { row, study }: Compared): Promise<void> {
    const mine = runs;
    job = session.explain({ request, origin: { row, file: null, model: study.card.name } });
    try {
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
    const request = requestFor(state);
    const key = JSON.stringify(request);
    if (!request || key === explained) return;
    drop();
    explained = key;
    void explain(request, compared);
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
function requestFor(state: AppState): ExplainRequest | null {
  const { compared, shown, stale, status } = state;
  if (!compared || status !== 'done' || stale || shown?.study !== compared.study) return null;
  const request = requestOf(state);
  return request && { ...request, input: { kind: 'row', row: compared.row }, outputs: shown.record.outputs };
}
