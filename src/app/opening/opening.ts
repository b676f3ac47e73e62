import { message } from '../../catalogue/message.ts';
import type { Address } from '../address.ts';
import { createExampleOpening } from './example-opening.ts';
import { createOwnOpening, type OwnOpening } from './own-opening.ts';
import { createStage, type Tools } from './stage.ts';
import { createTurns } from './turns.ts';

export interface Opening extends Pick<OwnOpening, 'openFiles' | 'chooseOwn' | 'answer' | 'forget'> {
  chooseExample(id: string, model?: string): Promise<void>;
  chooseRow(row: number): Promise<void>;
  choosePhoto(photo: number): void;
  openAddress(address: Address): Promise<void>;
  /** Opens what is on show anew, in a new engine. */
  reopen(): Promise<void>;
}

/**
 * Opens examples, rows, photos and own files. What is on show stays until the new thing is ready,
 * and stays if it fails.
 */
export function createOpening(tools: Tools): Opening {
  const { store, engine } = tools;
  const turns = createTurns(store);
  const stage = createStage(tools);
  const openExample = createExampleOpening(tools, turns, stage);
  const { openAgainLater, ...own } = createOwnOpening(tools, turns, stage);

  /** What went wrong before is no longer news once the person turns to something else. */
  const clearAlerts = () => store.set({ alerts: [] });

  return {
    ...own,

    chooseExample(id, model) {
      clearAlerts();
      // Models of one example share its rows: the row stays when the model changes.
      const { topic } = store.get();
      const sameRows = topic?.origin.kind === 'example' && topic.origin.example === id && topic.study.rows > 0;
      return openExample({ example: id, model, start: sameRows ? { row: topic.row } : {}, push: true });
    },

    async chooseRow(row) {
      const { topic } = store.get();
      if (!topic || !Number.isInteger(row) || row < 0 || row >= topic.study.rows) return;
      clearAlerts();
      await turns.run([], async (fresh) => {
        const { handle } = topic.study;
        const [values, target] = await Promise.all([engine().row(handle, row), engine().known(handle, row)]);
        if (fresh()) stage.change({ row, values, edited: values, target });
      });
    },

    choosePhoto(photo) {
      const { topic } = store.get();
      if (topic?.photos[photo] && topic.photo !== photo) stage.change({ photo });
    },

    openAddress({ example, model, row, photo, sample, nonsense }) {
      const notices = nonsense.length > 0 ? [message('page.notices.nonsense', { names: nonsense })] : [];
      return openExample({ example, model, start: { row, photo, sample }, notices, push: false });
    },

    async reopen() {
      const { topic } = store.get();
      openAgainLater();
      if (topic?.origin.kind === 'own') return own.openFiles([]);
      if (topic?.origin.kind !== 'example') return openExample({ push: false });
      const { example, model } = topic.origin;
      const photo = topic.photos[topic.photo]?.name;
      const start = { row: topic.row, photo, text: topic.text || undefined };
      await openExample({ example, model, start, push: false });
    },
  };
}
