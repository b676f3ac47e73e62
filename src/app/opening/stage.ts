import { type Message, message } from '../../catalogue/message.ts';
import type { EngineApi } from '../../engine/protocol.ts';
import { fits } from '../explaining/explainer-choice.ts';
import type { Explaining } from '../explaining/explaining.ts';
import { defaultSettings, type Store, type Topic } from '../state.ts';
import { classChoices } from '../wording/classes.ts';

/** What the parts of the page that open something work with. */
export interface Tools {
  readonly store: Store;
  /** The engine in use; another one once it had to be replaced. */
  readonly engine: () => EngineApi;
  readonly explaining: Explaining;
  readonly writeAddress: (push?: boolean) => void;
}

/** Where topics go on show. */
export interface Stage {
  /** Shows a topic and explains it. Settings that it has no use for go back to their defaults. */
  show(topic: Topic, notices: readonly Message[], push: boolean): void;
  /** Changes the topic on show and explains it. */
  change(change: Partial<Topic>): void;
  /** What was last on show of the person's own files. */
  ownTopic(): Topic | null;
  forgetOwnTopic(): void;
}

export function createStage({ store, engine, explaining, writeAddress }: Tools): Stage {
  let ownTopic: Topic | null = null;
  /** The engine that what is on show was opened in: to another one, its handles mean nothing. */
  let home: EngineApi | null = null;

  return {
    ownTopic: () => ownTopic,
    forgetOwnTopic() {
      ownTopic = null;
    },

    show(topic, notices, push) {
      const { settings, chosenClass, topic: before } = store.get();
      const said = [...notices, ...topic.study.notices];
      const suited = fits(settings.explainer, topic.study);
      if (!suited && settings.explainer !== defaultSettings.explainer)
        said.push(message('page.notices.explainer', { name: settings.explainer }));
      const known = chosenClass === null || classChoices(topic.study).some(({ label }) => label === chosenClass);
      if (!known && !push) said.push(message('page.notices.class', { name: chosenClass }));
      store.set({
        topic,
        notices: said,
        opening: null,
        chosenClass: known ? chosenClass : null,
        settings: suited ? settings : { ...settings, explainer: defaultSettings.explainer },
      });
      if (topic.origin.kind === 'own') ownTopic = topic;
      else if (before?.origin.kind === 'own') ownTopic = before;
      const sameEngine = home === engine();
      home = engine();
      writeAddress(push);
      explaining.start({ newInput: true });
      if (sameEngine && before?.origin.kind === 'example')
        release(engine(), [before.study.handle, ...before.photos.flatMap(({ handle }) => handle ?? [])]);
    },

    change(change) {
      store.setTopic(change);
      writeAddress();
      explaining.start({ newInput: true });
    },
  };
}

/** Frees what is no longer needed; an engine that is gone holds nothing. */
export function release(engine: EngineApi, handles: readonly string[]): void {
  for (const handle of handles) void engine.release(handle).catch(() => {});
}
