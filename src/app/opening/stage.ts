import { type Message, message } from '../../catalogue/message.ts';
import type { Cell } from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import { classChoices } from '../../wording/classes.ts';
import type { Checking } from '../checking/checking.ts';
import { afterEdit, asLeft, sameCells } from '../edits.ts';
import { fits } from '../explaining/explainer-choice.ts';
import type { Explaining } from '../explaining/explaining.ts';
import type { KeptPlace } from '../keeping/kept-things.ts';
import { defaultSettings } from '../settings.ts';
import type { Topic } from '../state.ts';
import type { Store } from '../store.ts';
import { isAbout } from '../wording/answer-on-show.ts';
import type { Brought } from './brought.ts';

/** What the parts of the page that open something work with. */
export interface Tools {
  readonly store: Store;
  readonly session: Session;
  readonly explaining: Explaining;
  readonly brought: Brought;
  readonly writeAddress: (push?: boolean) => void;
  /** Checks whether files are what was written. */
  readonly check: Checking['check'];
}

/** How a topic goes on show. */
export interface Showing {
  /** Whether the browser's way back leads to what was on show before. */
  readonly push: boolean;
  /** Whether it waits to be explained until the person asks for it. */
  readonly waits?: boolean;
  /** Where it was left, with its explanation, which is shown as it was. */
  readonly left?: KeptPlace | null;
}

/** Where topics go on show. */
export interface Stage {
  /** Shows a topic and explains it. Settings that it has no use for go back to their defaults. */
  show(topic: Topic, notices: readonly Message[], showing: Showing): void;
  /** Whether what is on show is open in the engine in use. */
  isOpen(): boolean;
  /** Changes the topic on show and explains it; `push` as in `Showing`. */
  change(change: Partial<Topic>, push?: boolean): void;
}

export function createStage({ store, session, explaining, brought, writeAddress }: Tools): Stage {
  /** Shows a kept explanation; false where it is not about what is on show. */
  function showLeft({ record, kept, photoSha256 }: KeptPlace): boolean {
    const { topic, kept: things } = store.get();
    const shown = topic && { record, study: topic.study, kept };
    if (!shown || record.model.sha256 !== shown.study.model || !isAbout(shown, topic)) return false;
    if (!isOfSameInput(record, topic)) return false;
    // Two photos may have one name.
    const data = topic.photos[topic.photo]?.data;
    if (photoSha256 && data && things.hashes.get(data) !== photoSha256) return false;
    store.set({ shown, status: 'done', stale: false, prediction: null, progress: null, notes: [] });
    return true;
  }

  /** Has the row as it was left, whatever was made of it since. */
  function putAsLeft(opened: Topic, cells: readonly Cell[]): void {
    const { edits } = store.get();
    if (cells.length !== opened.study.columns.length || sameCells(asLeft(edits, opened).edited, cells)) return;
    store.set({ edits: afterEdit(edits, opened, cells, false) });
  }

  return {
    isOpen() {
      const { topic } = store.get();
      return topic !== null && session.isOpen(topic.study);
    },

    show(opened, notices, { push, waits = false, left = null }) {
      if (left) store.set({ chosenClass: left.chosenClass, settings: left.settings });
      if (left) putAsLeft(opened, left.edited ?? opened.values);
      const topic = asLeft(store.get().edits, opened);
      const { settings, chosenClass, topic: before } = store.get();
      const said = [...notices, ...topic.study.notices];
      const suited = fits(settings.explainer, topic.study);
      if (!suited && settings.explainer !== defaultSettings.explainer)
        said.push(message('page.notices.explainer', { name: settings.explainer }));
      const known = chosenClass === null || classChoices(topic.study).some(({ label }) => label === chosenClass);
      if (!known && !push) said.push(message('page.notices.class', { name: chosenClass }));
      store.set({
        topic,
        // Files that are brought are what a person wants to see.
        ...(topic.origin.kind === 'own' && { view: 'decision' }),
        notices: said,
        opening: null,
        chosenClass: known ? chosenClass : null,
        settings: suited ? settings : { ...settings, explainer: defaultSettings.explainer },
      });
      if (topic.origin.kind === 'own') brought.topic = topic;
      else if (before?.origin.kind === 'own' && session.isOpen(before.study)) brought.topic = before;
      writeAddress(push);
      if (left && showLeft(left)) explaining.drop();
      else if (waits) explaining.wait();
      else explaining.start({ newInput: true });
      if (before?.origin.kind === 'example' && before.study !== topic.study)
        session.release([before.study, ...before.photos.flatMap(({ opened }) => opened ?? [])]);
    },

    change(change, push = false) {
      store.setTopic(change);
      const { topic, edits } = store.get();
      if (topic && change.values) store.set({ topic: asLeft(edits, topic) });
      writeAddress(push);
      explaining.start({ newInput: true });
    },
  };
}

/**
 * Whether a row has the values, column by column, that were explained: another table's row may have
 * its number. Where they were removed on request, nobody can tell.
 */
function isOfSameInput({ input }: KeptPlace['record'], { study, edited }: Topic): boolean {
  if (input.kind !== 'tabular') return true;
  const sameColumns = sameCells(
    input.columns,
    study.columns.map(({ name }) => name),
  );
  return sameColumns && input.values !== null && sameCells(input.values, edited);
}
