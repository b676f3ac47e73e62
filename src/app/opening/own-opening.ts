import { noFiles, type OwnFiles } from '../state.ts';
import { afterFailure, bindOwn, isComplete, kindOf, openOwnFiles, openPhoto } from './own-files.ts';
import type { Stage, Tools } from './stage.ts';
import { type Start, startTopic } from './start.ts';
import type { Turns } from './turns.ts';

/** Opens the person's own files. */
export interface OwnOpening {
  openFiles(files: readonly File[]): Promise<void>;
  /** Back to the person's own model. */
  chooseOwn(push?: boolean): void;
  /** An answer to a question about the person's own model, by what it is about. */
  answer(answers: Readonly<Record<string, string>>): Promise<void>;
  /** Has a new engine open the files again, the next time they are wanted. */
  openAgainLater(): void;
  forget(): void;
}

export function createOwnOpening(tools: Tools, turns: Turns, stage: Stage): OwnOpening {
  const { store, engine } = tools;
  /** Own files that the engine in use has not seen. */
  let unopened: readonly File[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  /** Binds own files; what was on show and what worked before stay if that fails. */
  async function bind(own: OwnFiles, before: OwnFiles, start: Start): Promise<void> {
    store.set({ own });
    if (!isComplete(own)) return;
    const title = own.model?.facts.file ?? '';
    await turns.run([title], async (fresh) => {
      try {
        const study = await bindOwn(engine(), own);
        const opened = { origin: { kind: 'own' }, title: { en: title }, study, photos: own.photos } as const;
        const firstText = store.get().language.say('page.text.first');
        const { topic, notices } = await startTopic(engine(), opened, start, firstText);
        if (fresh()) stage.show(topic, notices, store.get().topic?.origin.kind !== 'own');
      } catch (thrown) {
        store.set({ own: afterFailure(own, before) });
        throw thrown;
      }
    });
  }

  /** Photos dropped on a model of pictures that is on show join its photos. */
  async function addPhotos(files: readonly File[]): Promise<void> {
    for (const file of files) {
      await turns.run([file.name], async (fresh) => {
        const photo = await openPhoto(engine(), file);
        const { topic, own } = store.get();
        if (!topic || !fresh()) return;
        if (topic.origin.kind === 'own') store.set({ own: { ...own, photos: [...own.photos, photo] } });
        stage.change({ photos: [...topic.photos, photo], photo: topic.photos.length });
      });
    }
  }

  async function take(brought: readonly File[]): Promise<void> {
    const files = [...unopened, ...brought];
    if (unopened.length > 0) store.set({ own: noFiles });
    unopened = [];
    const { topic, own } = store.get();
    const onlyPhotos = files.every(({ name }) => kindOf(name) === 'photo');
    if (onlyPhotos && topic?.study.card.input.kind === 'image' && !(own.model && !isComplete(own)))
      return addPhotos(files);
    const names = files.map(({ name }) => name);
    const opened = await turns.run(names, () => openOwnFiles(engine(), store, files, own));
    if (opened && opened !== own) await bind(opened, own, {});
  }

  function openFiles(files: readonly File[]): Promise<void> {
    // Files dropped while others are being opened come after them.
    const mine = queue.then(() => {
      store.set({ alerts: [] });
      return take(files);
    });
    queue = mine.catch(() => {});
    return mine;
  }

  return {
    openFiles,

    chooseOwn(push = true) {
      if (unopened.length > 0) return void openFiles([]);
      const topic = stage.ownTopic();
      if (!topic || store.get().topic?.origin.kind === 'own') return;
      turns.overtake();
      stage.show(topic, [], push);
    },

    async answer(answers) {
      const { own, topic } = store.get();
      await bind({ ...own, answers: { ...own.answers, ...answers } }, own, { row: topic?.row });
    },

    openAgainLater() {
      const { own } = store.get();
      stage.forgetOwnTopic();
      const photos = own.photos.flatMap(({ name, data }) => (data ? [new File([data], name)] : []));
      unopened = [...Object.values(own.files), ...own.parts, ...photos];
    },

    forget() {
      stage.forgetOwnTopic();
      unopened = [];
    },
  };
}
