import { message } from '../../catalogue/message.ts';
import type { Address } from '../address.ts';
import { createExampleOpening } from './example-opening.ts';
import { createOwnOpening, type OwnOpening } from './own-opening.ts';
import { createStage, type Tools } from './stage.ts';
import { createTurns } from './turns.ts';

/** What was given up while it was being opened. */
export interface GivenUp {
  readonly names: readonly string[];
  /** Whether the person had just brought it. */
  readonly brought: boolean;
}

export interface Opening
  extends Pick<OwnOpening, 'openFiles' | 'bringBack' | 'chooseOwn' | 'answer' | 'editCard' | 'accept'> {
  chooseExample(id: string, model?: string): Promise<void>;
  chooseRow(row: number): Promise<void>;
  choosePhoto(photo: number): void;
  openAddress(address: Address): Promise<void>;
  /** Back to a place of the person's own files, by the number that the browser's history has. */
  backToOwn(at: number | undefined): void;
  /** What is on show stays: what is being opened comes too late, but for own files. */
  stay(): void;
  /** Gives up what is being opened, and what the engine in use has opened. */
  giveUp(): GivenUp;
  /** Opens what is on show anew, in a new engine; the first example where nothing of it is left. */
  reopen(waits?: boolean): Promise<void>;
  /** Own files are no longer there, nor is what is being opened. */
  forget(): void;
}

/**
 * Opens examples, rows, photos and own files. What is on show stays until the new thing is ready,
 * and stays if it fails.
 */
export function createOpening(tools: Tools): Opening {
  const { store, session, brought } = tools;
  const turns = createTurns(store);
  const stage = createStage(tools);
  const openExample = createExampleOpening(tools, turns, stage);
  const { openAnew, beingOpened, isWorking, ...own } = createOwnOpening(tools, turns, stage);

  /** What went wrong before is no longer news once the person turns to something else. */
  const clearAlerts = () => store.set({ alerts: [] });

  async function showRow(row: number, push: boolean): Promise<void> {
    const { topic } = store.get();
    if (!topic || !Number.isInteger(row) || row < 0 || row >= topic.study.rows) return;
    clearAlerts();
    await turns.run([], async (fresh) => {
      const model = session.modelOf(topic.study);
      const [values, target] = await Promise.all([model.row(row), model.known(row)]);
      if (fresh()) stage.change({ row, values, edited: values, target }, push && row !== topic.row);
    });
  }

  function showPhoto(photo: number, push: boolean): void {
    const { topic } = store.get();
    if (topic?.photos[photo] && topic.photo !== photo) stage.change({ photo }, push);
  }

  return {
    ...own,

    chooseExample(id, model) {
      clearAlerts();
      // Models of one example share its rows: the row stays when the model changes.
      const { topic } = store.get();
      const sameRows = topic?.origin.kind === 'example' && topic.origin.example === id && topic.study.rows > 0;
      return openExample({ example: id, model, start: sameRows ? { row: topic.row } : {}, push: true });
    },

    chooseRow: (row) => showRow(row, true),
    choosePhoto: (photo) => showPhoto(photo, true),

    backToOwn(at) {
      const place = brought.placeAt(at);
      own.chooseOwn(false);
      const { topic } = store.get();
      if (!place || topic?.origin.kind !== 'own') return;
      if (place.row !== topic.row) void showRow(place.row, false);
      else showPhoto(place.photo, false);
    },

    openAddress({ example, model, row, photo, sample, nonsense }) {
      const { topic } = store.get();
      const isShown =
        topic?.origin.kind === 'example' && topic.origin.example === example && topic.origin.model === model;
      // On the way back, what is open already only shows another row or photo.
      if (isShown && stage.isOpen() && nonsense.length === 0) {
        if (row !== undefined && row < topic.study.rows) return showRow(row, false);
        const at = topic.photos.findIndex(({ name }) => name === photo);
        if (at >= 0 && at !== topic.photo) {
          showPhoto(at, false);
          return Promise.resolve();
        }
      }
      const notices = nonsense.length > 0 ? [message('page.notices.nonsense', { names: nonsense })] : [];
      return openExample({ example, model, start: { row, photo, sample }, notices, push: false });
    },

    stay() {
      if (!isWorking()) turns.overtake();
    },

    giveUp() {
      const names = beingOpened();
      const given = names.length > 0 ? { names, brought: true } : { names: store.get().opening ?? [], brought: false };
      brought.putAside();
      turns.overtake();
      store.set({ own: brought.files });
      return given;
    },

    async reopen(waits = false) {
      const { topic } = store.get();
      const photo = topic?.photos[topic.photo]?.name;
      const start = { row: topic?.row, photo, text: topic?.text || undefined };
      if (topic?.origin.kind === 'own' && brought.unseen) return openAnew({ start, waits });
      if (topic?.origin.kind !== 'example') return openExample({ push: false, waits });
      const { example, model } = topic.origin;
      await openExample({ example, model, start, push: false, waits });
    },

    forget() {
      brought.forget();
      turns.overtake();
    },
  };
}
