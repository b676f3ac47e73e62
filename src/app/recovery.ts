import { type MessageValue, message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import type { Session } from '../library/session.ts';
import { type Explaining, messageOf } from './explaining/explaining.ts';
import type { Brought } from './opening/brought.ts';
import type { Opening } from './opening/opening.ts';
import { noFiles } from './state.ts';
import type { Store } from './store.ts';

/** Engines that may end one after the other, with nothing explained between. */
const MOST_IN_A_ROW = 3;

/** What the page does when its engine has ended, or has to be ended. */
export interface Recovery {
  /**
   * The engine has ended by itself: a new one opens what was on show, without what was being
   * opened; if that ends it too, without the person's own files. After a third one the page says
   * that it cannot go on by itself.
   */
  died(reason: Error): void;
  /** Ends an engine that may hear nothing. What it was doing is given up, the rest opened anew. */
  stop(): void;
  /** Whether what is on show is open in no engine, and the page waits for the person. */
  lost(): boolean;
  /** Tries again after nothing could be opened; false where there is no need to. */
  retry(): boolean;
}

export interface RecoveryParts {
  readonly store: Store;
  readonly session: Pick<Session, 'end'>;
  readonly explaining: Explaining;
  readonly opening: Pick<Opening, 'giveUp' | 'reopen' | 'forget'>;
  readonly brought: Brought;
}

export function createRecovery({ store, session, explaining, opening, brought }: RecoveryParts): Recovery {
  let inARow = 0;
  let reopening = false;
  let lost = false;
  let before = store.get().status;
  store.subscribe(({ status, shown, stale }) => {
    if (status === 'explaining') lost = false;
    if (status === 'done' && before === 'explaining' && shown && !stale) inARow = 0;
    before = status;
  });

  async function reopen(waits: boolean): Promise<void> {
    reopening = true;
    lost = false;
    store.set({ status: 'loading', stale: store.get().shown !== null, progress: null });
    const { time } = brought;
    await opening.reopen(waits);
    if (time !== brought.time) return;
    reopening = false;
    if (store.get().status === 'loading') store.set({ status: 'error' });
  }

  /** The person's files, of which one has ended the engine twice, are no longer there. */
  function leaveOutFiles(text: MessageValue): void {
    const { files } = brought;
    const names = [files.model, files.table, files.vocabulary].flatMap((each) =>
      each ? ['facts' in each ? each.facts.file : each.file] : [],
    );
    opening.forget();
    store.set({ own: noFiles });
    store.alert(message('page.engine.leftOut', { files: names, text }));
  }

  function recover(text: MessageValue): void {
    explaining.drop();
    const { names, brought: mine } = opening.giveUp();
    const ownOnShow = store.get().topic?.origin.kind === 'own' && brought.unseen;
    if (mine) store.alert(message('page.engine.leftOut', { files: names, text }));
    else if (++inARow >= MOST_IN_A_ROW) {
      lost = true;
      store.set({ status: 'error', progress: null });
      store.alert(message('page.engine.lost', { text }), true);
      return;
    } else if (inARow > 1 && ownOnShow) leaveOutFiles(text);
    else store.alert(message('page.notices.restarted', { text }));
    void reopen(false);
  }

  return {
    died: (reason) => recover(whyOf(reason)),

    stop() {
      const explained = store.get().opening === null;
      explaining.drop();
      opening.giveUp();
      session.end();
      // What cannot be opened anew is not tried a third time.
      if (reopening && brought.unseen) leaveOutFiles(message('page.engine.stopped'));
      void reopen(explained);
    },

    lost: () => lost,

    retry() {
      if (!lost && store.get().topic) return false;
      inARow = 0;
      store.set({ alerts: [] });
      void reopen(false);
      return true;
    },
  };
}

/** What a worker ended with, to stand within a sentence. */
const whyOf = (reason: Error): MessageValue =>
  reason instanceof OrielError && reason.code === 'failure-unexpected' ? reason.details.text : messageOf(reason);
