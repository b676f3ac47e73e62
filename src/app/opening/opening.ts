import type { EngineApi, Study } from '../../engine/protocol.ts';
import { pageWords } from '../../words/en.ts';
import type { Address } from '../address.ts';
import { fits } from '../explaining/explainer-choice.ts';
import { type Explaining, messageOf } from '../explaining/explaining.ts';
import {
  defaultSettings,
  noFiles,
  type Origin,
  type OwnFiles,
  type Photo,
  type Store,
  type Subject,
} from '../state.ts';
import { classChoices } from '../wording/classes.ts';
import { openExample } from './examples.ts';
import { afterFailure, bindOwn, isComplete, kindOf, openOwnFiles, openPhoto } from './own-files.ts';

/** Where to start in what is opened. */
interface Place {
  readonly row?: number;
  readonly photo?: string;
  readonly sample?: number;
  /** What was typed before. */
  readonly text?: string;
}

export interface Opening {
  chooseExample(id: string, model?: string): Promise<void>;
  /** Back to the person's own model. */
  chooseOwn(push?: boolean): void;
  chooseRow(row: number): Promise<void>;
  choosePhoto(photo: number): void;
  openFiles(files: readonly File[]): Promise<void>;
  /** An answer to a question about the person's own model, by what it is about. */
  answer(answers: Readonly<Record<string, string>>): Promise<void>;
  openAddress(address: Address): Promise<void>;
  /** Opens what is on show anew, in a new engine. */
  reopen(): Promise<void>;
}

/**
 * Opens examples, rows, photos and own files. What is on show stays until the new thing is ready,
 * and stays if it fails; of two openings the later one wins.
 */
export function createOpening(
  store: Store,
  engine: () => EngineApi,
  explaining: Explaining,
  address: (push?: boolean) => void,
): Opening {
  let latest = 0;
  let ownSubject: Subject | null = null;
  /**
   * The engine that what is on show was opened in: its handles mean nothing, or something else, to
   * another one.
   */
  let home: EngineApi | null = null;
  /** Own files that the engine in use has not seen. */
  let unopened: readonly File[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  /** Runs `work` as the newest opening; `fresh()` tells it whether it still is. */
  async function opening<T>(what: string, work: (fresh: () => boolean) => Promise<T>): Promise<T | undefined> {
    const mine = ++latest;
    const fresh = () => mine === latest;
    store.set({ opening: what, ...(store.get().subject ? {} : { status: 'loading' as const }) });
    try {
      return await work(fresh);
    } catch (thrown) {
      if (!fresh()) return undefined;
      store.alert(messageOf(thrown));
      if (!store.get().subject) store.set({ status: 'error' });
      return undefined;
    } finally {
      if (fresh()) store.set({ opening: null });
    }
  }

  async function subjectOf(
    origin: Origin,
    title: string,
    study: Study,
    photos: readonly Photo[],
    place: Place,
    notices: string[],
  ): Promise<Subject> {
    const found = place.photo === undefined ? 0 : photos.findIndex(({ name }) => name === place.photo);
    if (found < 0 && place.photo !== undefined) notices.push(pageWords.notices.photo(place.photo));
    const blank = {
      origin,
      title,
      study,
      row: 0,
      values: [],
      edited: [],
      target: null,
      photos,
      photo: Math.max(0, found),
      text: textOf(study, place, notices),
    };
    if (study.rows === 0) return blank;
    const last = study.rows - 1;
    if (place.row !== undefined && place.row > last) notices.push(pageWords.notices.row(place.row, last));
    const telling = study.card.samples?.find((sample) => typeof sample === 'number' && sample <= last);
    const row = place.row !== undefined && place.row <= last ? place.row : typeof telling === 'number' ? telling : 0;
    const [values, target] = await Promise.all([engine().row(study.handle, row), engine().known(study.handle, row)]);
    return { ...blank, row, values, edited: values, target };
  }

  /**
   * Puts a subject on show and explains it. Settings it has no use for go back to their defaults.
   */
  function show(subject: Subject, notices: readonly string[], push: boolean): void {
    const { settings, chosenClass, subject: before } = store.get();
    const said = [...notices, ...subject.study.notices];
    const suited = fits(settings.explainer, subject.study);
    if (!suited && settings.explainer !== defaultSettings.explainer)
      said.push(pageWords.notices.explainer(settings.explainer));
    const known = chosenClass === null || classChoices(subject.study).some(({ label }) => label === chosenClass);
    if (!known && chosenClass !== null && !push) said.push(pageWords.notices.class(chosenClass));
    store.set({
      subject,
      notices: said,
      opening: null,
      chosenClass: known ? chosenClass : null,
      settings: suited ? settings : { ...settings, explainer: defaultSettings.explainer },
    });
    if (subject.origin.kind === 'own') ownSubject = subject;
    else if (before?.origin.kind === 'own') ownSubject = before;
    home = engine();
    address(push);
    explaining.start({ newInput: true });
  }

  async function openShipped(
    id: string | undefined,
    model: string | undefined,
    place: Place,
    notices: string[],
    push: boolean,
  ): Promise<void> {
    const { examples } = store.get();
    const example = examples.find((choice) => choice.id === id) ?? examples[0];
    if (id !== undefined && example.id !== id) notices.push(pageWords.notices.example(id));
    const known = example.models.find((choice) => choice.file === model);
    if (model !== undefined && !known && example.id === id) notices.push(pageWords.notices.model(model));
    const file = (known ?? example.models[0]).file;
    const asked = example.id === id || id === undefined ? place : {};
    await opening(example.name, async (fresh) => {
      const { study, photos } = await openExample(engine(), example, file);
      const subject = await subjectOf(
        { kind: 'example', example: example.id, model: file },
        example.name,
        study,
        photos,
        asked,
        notices,
      );
      if (!fresh()) return release([study.handle]);
      const before = store.get().subject;
      const sameEngine = home === engine();
      show(subject, notices, push);
      if (sameEngine && before?.origin.kind === 'example')
        release([before.study.handle, ...before.photos.flatMap(({ handle }) => handle ?? [])]);
      return undefined;
    });
  }

  function release(handles: readonly string[]): void {
    for (const handle of handles)
      void engine()
        .release(handle)
        .catch(() => {});
  }

  /** Binds own files; what was on show and what worked before stay when that fails. */
  async function bind(own: OwnFiles, before: OwnFiles, place: Place): Promise<void> {
    store.set({ own });
    if (!isComplete(own)) return;
    await opening(own.model?.facts.file ?? '', async (fresh) => {
      try {
        const study = await bindOwn(engine(), own);
        const subject = await subjectOf({ kind: 'own' }, own.model?.facts.file ?? '', study, own.photos, place, []);
        if (fresh()) show(subject, [], store.get().subject?.origin.kind !== 'own');
      } catch (thrown) {
        store.set({ own: afterFailure(own, before) });
        throw thrown;
      }
    });
  }

  /** Photos dropped on an image model on show join its photos. */
  async function addPhotos(files: readonly File[]): Promise<void> {
    for (const file of files) {
      await opening(file.name, async (fresh) => {
        const photo = await openPhoto(engine(), file);
        const { subject } = store.get();
        if (!subject || !fresh()) return;
        store.setSubject({ photos: [...subject.photos, photo], photo: subject.photos.length });
        if (subject.origin.kind === 'own')
          store.set({ own: { ...store.get().own, photos: [...store.get().own.photos, photo] } });
        address();
        explaining.start({ newInput: true });
      });
    }
  }

  async function takeFiles(brought: readonly File[]): Promise<void> {
    const files = [...unopened, ...brought];
    if (unopened.length > 0) store.set({ own: noFiles });
    unopened = [];
    const { subject, own } = store.get();
    const onlyPhotos = files.every(({ name }) => kindOf(name) === 'photo');
    if (onlyPhotos && subject?.study.card.input.kind === 'image' && !(own.model && !isComplete(own)))
      return addPhotos(files);
    const opened = await opening(files.map(({ name }) => name).join(', '), () =>
      openOwnFiles(engine(), store, files, own),
    );
    if (opened && opened !== own) await bind(opened, own, {});
  }

  /** What went wrong before is no longer news once the person turns to something else. */
  const clearAlerts = () => store.set({ alerts: [] });

  const opener: Opening = {
    chooseExample(id, model) {
      clearAlerts();
      return openShipped(id, model, sameData(id) ? { row: store.get().subject?.row } : {}, [], true);
    },

    chooseOwn(push = true) {
      if (unopened.length > 0) return void opener.openFiles([]);
      if (!ownSubject || store.get().subject?.origin.kind === 'own') return;
      latest++; // an example that is being opened comes too late
      show(ownSubject, [], push);
    },

    async chooseRow(row) {
      const { subject } = store.get();
      if (!subject || !Number.isInteger(row) || row < 0 || row >= subject.study.rows) return;
      clearAlerts();
      await opening('', async (fresh) => {
        const [values, target] = await Promise.all([
          engine().row(subject.study.handle, row),
          engine().known(subject.study.handle, row),
        ]);
        if (!fresh()) return;
        store.setSubject({ row, values, edited: values, target });
        address();
        explaining.start({ newInput: true });
      });
    },

    choosePhoto(photo) {
      const { subject } = store.get();
      if (!subject?.photos[photo] || subject.photo === photo) return;
      store.setSubject({ photo });
      address();
      explaining.start({ newInput: true });
    },

    openFiles(files) {
      // Files dropped while others are being opened come after them.
      const mine = queue.then(() => {
        clearAlerts();
        return takeFiles(files);
      });
      queue = mine.catch(() => {});
      return mine;
    },

    async answer(answers) {
      const { own, subject } = store.get();
      await bind({ ...own, answers: { ...own.answers, ...answers } }, own, { row: subject?.row });
    },

    openAddress: ({ example, model, row, photo, sample, nonsense }) =>
      openShipped(
        example,
        model,
        { row, photo, sample },
        nonsense.length > 0 ? [pageWords.notices.nonsense(nonsense.join(', '))] : [],
        false,
      ),

    async reopen() {
      const { subject, own } = store.get();
      ownSubject = null;
      const photos = own.photos.flatMap(({ name, data }) => (data ? [new File([data], name)] : []));
      unopened = [...Object.values(own.files), ...own.parts, ...photos];
      if (subject?.origin.kind === 'own') return opener.openFiles([]);
      const place = {
        row: subject?.row,
        photo: subject?.photos[subject.photo]?.name,
        text: subject?.text || undefined,
      };
      if (subject?.origin.kind === 'example')
        await openShipped(subject.origin.example, subject.origin.model, place, [], false);
      else await openShipped(undefined, undefined, {}, [], false);
    },
  };
  return opener;

  /** One of the texts that a card offers; the first where there is no such one. */
  function textOf({ card }: Study, { sample = 0, text }: Place, notices: string[]): string {
    if (card.input.kind !== 'text' || text !== undefined) return text ?? '';
    const texts = (card.samples ?? []).map(String);
    if (sample >= texts.length && sample > 0) notices.push(pageWords.notices.sample(sample, texts.length - 1));
    return texts[sample] ?? texts[0] ?? pageWords.text.first;
  }

  /** Models of one example share its rows: the row stays when the model changes. */
  function sameData(id: string): boolean {
    const origin = store.get().subject?.origin;
    return origin?.kind === 'example' && origin.example === id && (store.get().subject?.study.rows ?? 0) > 0;
  }
}
