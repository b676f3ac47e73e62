import { loadLanguage } from '../../catalogue/languages.ts';
import { learnLater } from '../../catalogue/later.ts';
import { asOrielError } from '../../errors.ts';
import type { Cell } from '../../library/index.ts';
import type { Curated } from '../curated.ts';
import type { FromVisit } from '../protocol.ts';
import { createAttract } from './attract.ts';
import type { Desk } from './desk.ts';
import { TOUCH } from './idle.ts';
import { hasOwnKeyboard } from './keys.ts';
import { inputOf, questionOf } from './questions.ts';
import type { Question, Store } from './state.ts';

/** Milliseconds without another change after which the model is asked about a row, or a text. */
const WAIT = { tabular: 250, image: 0, text: 700 } as const;

/** Everything a visitor can do. */
export interface Visit {
  /** Begins, in a language by its tag; null: in that of the pages that turn. */
  start(tag: string | null): Promise<void>;
  chooseLanguage(tag: string): Promise<void>;
  openExample(of: Curated): Promise<void>;
  /** Back to the choice of examples. */
  others(): void;
  /** The next of the cases that the example offers. */
  another(): Promise<void>;
  change(question: Question): void;
  setCell(column: number, cell: Cell): void;
  bringPhoto(file: File): void;
  /** What went wrong is tried again. */
  again(): void;
  show(what: Partial<Pick<ReturnType<Store['get']>, 'choosing' | 'showsAll' | 'camera'>>): void;
  /** All that was entered is gone. */
  finish(): void;
  /** Whether the keyboard on the screen is Oriel's own. */
  readonly ownKeyboard: boolean;
}

export interface VisitParts {
  readonly store: Store;
  readonly desk: Desk;
  readonly tell: (message: FromVisit) => void;
  readonly fault: (thrown: unknown) => void;
}

export function createVisit({ store, desk, tell, fault }: VisitParts): Visit {
  const attract = createAttract(store, desk, fault);
  /** What was asked last: answers to anything before come too late. */
  let asked = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let number = 0;

  void attract.run();

  function failed(thrown: unknown): void {
    fault(thrown);
    store.set({ status: 'error', problem: asOrielError(thrown).said });
  }

  /** Asks the model about the question on show. */
  async function explain(): Promise<void> {
    const mine = ++asked;
    const isMine = () => mine === asked;
    const { of, question } = store.get();
    if (!of || !question) return;
    const input = inputOf(question);
    if (input === null) {
      desk.stop();
      return store.set({ status: 'done', shown: null, prediction: null });
    }
    store.set({ status: 'explaining', stale: true, part: null, problem: null });
    try {
      const model = await desk.open(of);
      if (!isMine()) return;
      const { facts } = model;
      const record = await desk.explain(model, input, {
        answered: (prediction) => isMine() && store.set({ prediction, facts }),
        progress({ done, total, estimate }) {
          if (!isMine()) return;
          store.set({
            part: total === null || total === 0 ? null : Math.min(1, done / total),
            ...(estimate && { shown: { record: estimate, facts }, stale: false }),
          });
        },
      });
      if (isMine()) store.set({ status: 'done', shown: { record, facts }, stale: false, part: null });
    } catch (thrown) {
      if (isMine()) failed(thrown);
    }
  }

  function ask(question: Question): void {
    clearTimeout(waiting);
    asked++;
    store.set({ question, prediction: null, stale: true, problem: null });
    waiting = setTimeout(() => void explain(), WAIT[question.kind]);
  }

  /** Opens what a card recommends, and explains it. */
  async function open(of: Curated): Promise<void> {
    const mine = ++asked;
    try {
      const model = await desk.open(of);
      const question = await questionOf(of, model, number);
      if (mine !== asked) return;
      store.set({ facts: model.facts, question });
      await explain();
    } catch (thrown) {
      if (mine === asked) failed(thrown);
    }
  }

  const visit: Visit = {
    async start(tag) {
      attract.stop();
      desk.stop();
      tell({ type: 'began' });
      if (tag !== null) await visit.chooseLanguage(tag);
      store.set({ stage: 'choose', page: null });
    },

    async chooseLanguage(tag) {
      const language = await loadLanguage([tag]);
      await learnLater(language);
      store.set({ language });
    },

    async openExample(of) {
      number = 0;
      tell({ type: 'opened', example: of.name });
      store.set({
        ...{ stage: 'try', of, facts: null, question: null, shown: null, prediction: null },
        ...{ status: 'loading', problem: null, choosing: null, showsAll: false, camera: false },
      });
      await open(of);
    },

    others() {
      asked++;
      clearTimeout(waiting);
      desk.stop();
      store.set({ stage: 'choose', of: null, question: null, shown: null, prediction: null, camera: false });
    },

    async another() {
      const { of } = store.get();
      if (!of) return;
      number++;
      await open(of);
    },

    change: ask,

    setCell(column, cell) {
      const { question } = store.get();
      if (question?.kind !== 'tabular') return;
      ask({ ...question, edited: question.edited.map((old, at) => (at === column ? cell : old)) });
    },

    bringPhoto(file) {
      const { question } = store.get();
      if (question?.kind !== 'image') return;
      const photo = { name: file.name, url: URL.createObjectURL(file), file };
      // The one before is gone: one at a time is enough.
      const others = question.photos.filter((one) => one.file === null || URL.revokeObjectURL(one.url));
      store.set({ camera: false });
      ask({ ...question, photos: [...others, photo], at: others.length });
    },

    again() {
      const { of, question } = store.get();
      store.set({ problem: null, status: 'loading' });
      if (question) void explain();
      else if (of) void open(of);
    },

    show: (what) => store.set(what),

    // The touch that asks for it comes to its own end first.
    finish: () => void setTimeout(() => tell({ type: 'over' }), TOUCH),
    ownKeyboard: hasOwnKeyboard(store.get().settings.keyboard, navigator),
  };
  return visit;
}
