import { type Card, parseCard } from '../../data/card.ts';
import { kindOf } from '../../files/recognise-file.ts';
import type { Role } from '../../library/keeper/keeper-api.ts';
import { toCheck } from '../checking/to-check.ts';
import type { BroughtBack } from '../keeping/models.ts';
import { noFiles, type OwnFiles } from '../state.ts';
import { filesOf } from './brought.ts';
import { afterFailure, bindOwn, isComplete, type OwnFilesTools, openOwnFiles, openPhoto } from './own-files.ts';
import type { Showing, Stage, Tools } from './stage.ts';
import { type Start, startTopic } from './start.ts';
import type { Turns } from './turns.ts';

/** How own files that were opened before are opened anew. */
export interface Anew extends Omit<Showing, 'push'> {
  readonly start?: Start;
}

/** Opens the person's own files. */
export interface OwnOpening {
  openFiles(files: readonly File[]): Promise<void>;
  /**
   * Opens a kept model, with the data it was kept with, where it was left. From now on this is the
   * newest choice: files that are being opened are given up, and once something else is chosen
   * while `read` reads it, this is.
   */
  bringBack(name: string, read: (wanted: () => boolean) => Promise<BroughtBack | null>): Promise<void>;
  /** Opens in a new engine what was brought before. */
  openAnew(anew: Anew): Promise<void>;
  /** Back to the person's own model. */
  chooseOwn(push?: boolean): void;
  /** An answer to a question about the person's own model, by what it is about. */
  answer(answers: Readonly<Record<string, string>>): Promise<void>;
  /** Describes the person's own model: the card takes the place of what was recognised. */
  editCard(card: Card): Promise<void>;
  /** Takes every guess that was not answered otherwise for right: it is what is on show already. */
  accept(): void;
  /** Names of files that the person has just brought, as far as they are being opened. */
  beingOpened(): readonly string[];
  /** Whether own files are being opened, or described otherwise. */
  isWorking(): boolean;
}

export function createOwnOpening(tools: Tools, turns: Turns, stage: Stage): OwnOpening {
  const { store, session, brought, check } = tools;
  /** How much is being opened or bound; what that opens is needed, though it is not on show. */
  let works = 0;
  let queue: Promise<unknown> = Promise.resolve();
  /** How often a kept model took the place of all that was being opened. */
  let replaced = 0;
  let current: { readonly names: readonly string[]; readonly time: number } = { names: [], time: 0 };

  const opener = brought.noting(session);

  /** Once nothing is being opened any more, what nothing needs any longer is let go of. */
  async function work(act: () => Promise<void>): Promise<void> {
    works++;
    try {
      await act();
    } finally {
      if (--works === 0) {
        const { own, topic } = store.get();
        session.release(brought.unneeded(own, topic));
      }
    }
  }

  /** Binds own files; what was on show and what worked before stay if that fails. */
  async function bind(own: OwnFiles, before: OwnFiles, { start = {}, ...showing }: Anew = {}): Promise<void> {
    const { time } = brought;
    store.set({ own });
    if (!isComplete(own)) return;
    const title = own.model?.facts.file ?? '';
    await turns.run([title], async (fresh) => {
      try {
        const study = await bindOwn(opener, own);
        const opened = { origin: { kind: 'own' }, title: { en: title }, study, photos: own.photos } as const;
        const firstText = store.get().language.say('page.text.first');
        const { topic, notices } = await startTopic(session, opened, start, firstText);
        const push = store.get().topic?.origin.kind !== 'own';
        if (fresh()) stage.show(topic, notices, { push, ...showing });
      } catch (thrown) {
        if (time === brought.time) store.set({ own: afterFailure(own, before) });
        throw thrown;
      }
    });
  }

  /** Photos dropped on a model of pictures that is on show join its photos. */
  async function addPhotos(files: readonly File[], wanted: () => boolean): Promise<void> {
    for (const file of files) {
      if (!wanted()) return;
      await turns.run([file.name], async (fresh) => {
        const photo = await openPhoto({ opener, addressOf: brought.addressOf }, file);
        const { topic, own } = store.get();
        if (!topic || !fresh()) return;
        // As where they are brought with their model, photos take the place of other data.
        const { table: _table, vocabulary: _vocabulary, ...files } = own.files;
        const others = { table: null, vocabulary: null, files };
        if (topic.origin.kind === 'own') store.set({ own: { ...own, ...others, photos: [...own.photos, photo] } });
        stage.change({ photos: [...topic.photos, photo], photo: topic.photos.length });
      });
    }
  }

  async function take(mine: readonly File[], anew: Anew, wanted: () => boolean): Promise<void> {
    const { time, unseen, files: before } = brought;
    const files = unseen ? [...filesOf(before), ...mine] : mine;
    if (unseen) store.set({ own: noFiles });
    const { topic, own } = store.get();
    const onlyPhotos = files.every(({ name }) => kindOf(name) === 'photo');
    if (onlyPhotos && topic?.study.card.input.kind === 'image' && !(own.model && !isComplete(own)))
      return addPhotos(files, wanted);
    const all: OwnFilesTools = {
      opener,
      store,
      addressOf: brought.addressOf,
      reading(file) {
        current = { names: mine.includes(file) ? [file.name] : [], time };
        store.set({ opening: [file.name] });
      },
      wanted,
    };
    const names = files.map(({ name }) => name);
    const opened = await turns.run(names, () => openOwnFiles(all, files, own));
    if (!opened || opened === own || !wanted()) return;
    current = { names: mine.map(({ name }) => name), time };
    await bind(mine.length === 0 ? { ...opened, answers: before.answers, card: before.card } : opened, own, anew);
  }

  /** Files that are brought while others are being opened come after them. */
  async function openBrought(files: readonly File[]): Promise<void> {
    const { checked, others } = await toCheck(files);
    check(checked);
    if (others.length > 0 || checked.length === 0) await inTurn(others, {});
  }

  function inTurn(mine: readonly File[], anew: Anew): Promise<void> {
    const wanted = asOfNow();
    const done = queue.then(async () => {
      if (!wanted()) return;
      if (mine.length > 0) store.set({ alerts: [], foreign: [] });
      await openNow(mine, anew, wanted);
    });
    queue = done.catch(() => {});
    return done;
  }

  /** Whether what is chosen now was neither given up since nor replaced as a whole. */
  function asOfNow(): () => boolean {
    const { time } = brought;
    const mine = replaced;
    return () => time === brought.time && mine === replaced;
  }

  async function openNow(mine: readonly File[], anew: Anew, wanted: () => boolean): Promise<void> {
    const { time } = brought;
    await work(() => take(mine, anew, wanted));
    if (!wanted()) return;
    brought.files = store.get().own;
    brought.unseen = false;
    current = { names: [], time };
  }

  /** Binds the same files anew, otherwise described. */
  async function change(part: Partial<OwnFiles>): Promise<void> {
    const { own, topic } = store.get();
    const { time } = brought;
    const changed = { ...own, ...part };
    const start = { row: topic?.row };
    if (brought.unseen) {
      brought.files = changed;
      return inTurn([], { start });
    }
    await work(() => bind(changed, own, { start }));
    if (time === brought.time) brought.files = store.get().own;
  }

  /** A kept model takes the place of what was brought; how it is to be opened. */
  function takeOver({ files, card, answers, place }: BroughtBack): Anew {
    store.set({ alerts: [], foreign: [] });
    const of = (role: Role) => files.filter((each) => each.role === role).map(({ file }) => file);
    const one = (role: 'model' | 'table' | 'vocabulary') => of(role).map((file) => [role, file] as const);
    brought.files = {
      ...noFiles,
      card: card === null ? null : parseCard(card, of('model')[0]?.name ?? ''),
      answers,
      files: Object.fromEntries([...one('model'), ...one('table'), ...one('vocabulary')]),
      parts: of('part'),
      photos: of('photo').map((file) => ({ name: file.name, url: '', data: file, opened: null })),
    };
    brought.unseen = true;
    const start = { row: place?.row, photo: place?.photo ?? undefined, text: place?.text || undefined };
    return { start, left: place };
  }

  return {
    openFiles: openBrought,

    bringBack(name, read) {
      replaced++;
      const wanted = asOfNow();
      let isNewest = () => true;
      const before = queue;
      const reading = turns.run([name], async (fresh) => {
        isNewest = () => fresh() && wanted();
        const [model] = await Promise.all([read(isNewest), before]);
        return model && isNewest() ? takeOver(model) : null;
      });
      // Files that are brought from now on come after it.
      const done = reading.then((anew) => {
        if (!isNewest()) return;
        if (anew) return openNow([], anew, wanted);
        if (!store.get().topic) store.set({ status: 'error' });
      });
      queue = done.catch(() => {});
      return done;
    },

    openAnew: (anew) => inTurn([], anew),

    chooseOwn(push = true) {
      if (brought.unseen) return void inTurn([], {});
      const { topic } = brought;
      if (!topic || store.get().topic?.origin.kind === 'own') return;
      turns.overtake();
      stage.show(topic, [], { push });
    },

    async answer(answers) {
      const { own } = store.get();
      await change({ answers: { ...own.answers, ...answers } });
    },

    editCard: (card) => change({ card }),

    accept() {
      const { own, topic } = store.get();
      if (topic?.origin.kind !== 'own') return;
      // Levels are kept in their order, whatever led to it.
      const guesses = Object.fromEntries(
        topic.study.questions.map(({ about, guess, order }) => [about, order ? JSON.stringify(order.levels) : guess]),
      );
      const answers = { ...guesses, ...own.answers };
      store.set({ own: { ...own, answers } });
      brought.files = { ...brought.files, answers };
    },

    beingOpened: () => (current.time === brought.time ? current.names : []),
    isWorking: () => works > 0,
  };
}
