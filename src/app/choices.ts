import { classChoices } from '../wording/classes.ts';
import { type Changes, type ChangesParts, editDelay } from './changes.ts';
import { fits, pairs } from './explaining/explainer-choice.ts';
import { moreExact } from './explaining/more-exact.ts';
import type { Settings } from './settings.ts';

/** Letters typed closer together than this are one change. */
const typingDelay = 200;

/** What a person chooses of how it is explained, and the text that is. */
export interface Choices {
  /** A class by its label; null for the default one. */
  chooseClass(label: string | null): void;
  changeSettings(change: Partial<Settings>): void;
  /** Changes the drawing, and what is explained only where the chart needs it. */
  chooseChart(chart: string): void;
  /** The text to explain; while it is typed, the explanation waits for a pause. */
  editText(text: string, typing?: boolean): void;
  /** Explains the same more exactly, where that is possible. */
  moreExact(): void;
}

interface ChoicesParts extends Pick<ChangesParts, 'store' | 'explaining' | 'explain' | 'writeAddress'> {
  readonly mark: Changes['mark'];
}

export function createChoices({ store, explaining, explain, mark, writeAddress }: ChoicesParts): Choices {
  let wasTyping = false;
  /** The explainer before that of pairs was chosen for its chart. */
  let withoutPairs: string | null = null;

  return {
    chooseClass(label) {
      const { topic } = store.get();
      if (label !== null && topic && !classChoices(topic.study).some((choice) => choice.label === label)) return;
      mark();
      store.set({ chosenClass: label });
      writeAddress();
      explaining.ensureClass();
    },

    changeSettings(change) {
      const settings = { ...store.get().settings, ...change };
      const { topic } = store.get();
      if (topic && !fits(settings.explainer, topic.study)) return;
      mark();
      store.set({ settings });
      writeAddress();
      if (topic) explain({ newInput: false, delay: editDelay });
    },

    chooseChart(chart) {
      const { settings, topic, shown } = store.get();
      const drawn = chart !== pairs || shown?.record.interactions !== undefined;
      let { explainer } = settings;
      // Pairs need an explanation of their own; the other charts go back to the one before.
      if (!drawn && topic && fits(pairs, topic.study)) {
        withoutPairs = explainer;
        explainer = pairs;
      } else if (chart !== pairs && explainer === pairs && withoutPairs !== null) {
        if (topic && fits(withoutPairs, topic.study)) explainer = withoutPairs;
        withoutPairs = null;
      }
      store.set({ settings: { ...settings, chart, explainer } });
      writeAddress();
      if (explainer === settings.explainer) return;
      store.set({ before: null }); // the person changed what is drawn, nothing of what is asked
      explain({ newInput: false });
    },

    editText(text, typing = false) {
      const { topic, settings } = store.get();
      if (!typing && topic?.text === text) wasTyping = false;
      if (topic?.study.card.input.kind !== 'text' || topic.text === text) return;
      // While it is typed, the text before the first letter is what it is compared with.
      if (!typing || !wasTyping) mark();
      wasTyping = typing;
      store.setTopic({ text });
      if (settings.window !== 0) store.set({ settings: { ...settings, window: 0 } });
      writeAddress();
      explain({ newInput: true, delay: typing ? typingDelay : 0 });
    },

    moreExact() {
      const { shown, settings, stale, status } = store.get();
      const change = shown && !stale && status === 'done' ? moreExact(shown, settings) : null;
      if (!change) return;
      // Nothing of the question is changed.
      store.set({ settings: { ...settings, ...change }, before: null });
      writeAddress();
      explain({ newInput: false, better: true });
    },
  };
}
