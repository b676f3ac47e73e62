import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Job } from '../../library/job.ts';
import type { ExplainOptions, Input as LibraryInput } from '../../library/options.ts';
import type { SavedRecord } from '../../records/read-records.ts';
import { withoutInput } from '../../records/without-input.ts';
import type { Answer, FrameActs, FrameSide } from '../frame-side.ts';
import type { Request } from '../protocol.ts';
import type { Doors } from '../sharing/doors.ts';
import { chosenIn, progressOf, refusal, resultOf, until } from './answers.ts';
import { type Answered, explain, inputAgain, inputOf, optionsOf, predict, suits } from './desk.ts';
import type { Client, Engines } from './engines.ts';
import { type Opened, openModel } from './opened.ts';
import { createShowing, type Turn } from './showing.ts';
import type { Store } from './state.ts';
import { whatToOpen } from './what-to-open.ts';

/** Milliseconds that a host has, once its model is open, to say what is to be explained. */
const HOST_ASKS_WITHIN = 300;

/** What a visitor brings. */
export type Brought = { readonly text: string } | File;

/** What a host and a visitor can have done. */
export interface Acts extends Pick<FrameActs, 'request' | 'cancel' | 'state' | 'end'> {
  /** Explains the visitor's own text or photo. */
  bring(brought: Brought): void;
  /** Computes what is on show, which was made before. */
  computeHere(): void;
  /** Ends what is under way, and keeps what it came to. */
  stop(): void;
  dismiss(): void;
}

export interface ActsParts {
  readonly store: Store;
  readonly engines: Engines;
  readonly doors: Pick<Doors, 'endSilent' | 'end'>;
  readonly side: Pick<FrameSide, 'answer' | 'tell'>;
  /** Name and version of what answers. */
  readonly engine: string;
  /** What addresses are relative to. */
  readonly base: string;
}

type Of<Type extends Request['type']> = Extract<Request, { type: Type }>;

/** What is under way, for the host under a number or for the visitor. */
interface Work {
  readonly id: number | null;
  readonly abort: AbortController;
  job: Job | null;
}

interface Wanted {
  readonly client: Client;
  readonly input: LibraryInput;
  readonly options: ExplainOptions;
}

export function createActs({ store, engines, doors, side, engine, base }: ActsParts): Acts {
  const showing = createShowing(store);
  /** Requests that are not answered yet. */
  const open = new Map<number, Work>();
  /** What a person sees under way, and can end. */
  let onShow: Work | null = null;
  let opening: Promise<Opened> | null = null;
  let opened: Opened | null = null;
  /** How often the host has said what is to be explained. */
  let asked = 0;
  let unasked: ReturnType<typeof setTimeout> | undefined;
  /** What is on show of explanations that were made before. */
  let made: Wanted | null = null;

  const begin = (id: number | null): Work => ({ id, abort: new AbortController(), job: null });

  /** Answers a request, be it with what went wrong. */
  async function answering(id: number, act: (work: Work) => Promise<Answer>): Promise<void> {
    const work = begin(id);
    open.set(id, work);
    const answer = await act(work).catch((thrown: unknown) => refusal(id, thrown, store.get().language));
    open.delete(id);
    side.answer(answer);
  }

  async function whatIsOpen(): Promise<Opened> {
    const found = opening ? await opening : opened;
    if (!found) throw new OrielError('request-invalid', { text: message('widget.frame.nothingOpen') });
    return found;
  }

  async function openAsked({ id, model, data, card }: Of<'open'>, work: Work): Promise<Answer> {
    clearTimeout(unasked);
    const askedBefore = asked;
    const turn = showing.opens();
    onShow = work;
    const what = whatToOpen({ model, ...(data !== undefined && { data }), ...(card && { card }) }, base);
    const mine = what.then((files) => openModel(files, () => engines('host')));
    const unlessOver = until(mine, work.abort.signal);
    opening = unlessOver;
    try {
      const found = await unlessOver;
      if (opening !== unlessOver) throw new OrielError('failure-cancelled');
      opened?.close();
      opened = found;
      const { about, live } = found;
      const { kind } = about.card.input;
      const offered = live && kind !== 'tabular' ? kind : null;
      // What is on show is another model's, which cannot compute it any more.
      made = null;
      store.set({ about, offered, prediction: null, chosen: null, live: false, stale: store.get().shown !== null });
      turn.rests();
      if (asked === askedBefore) welcome(found);
      return { id, type: 'ready', engine, model: found.facts };
    } catch (thrown) {
      mine.then((late) => late.close()).catch(() => {});
      turn.failed(thrown);
      throw thrown;
    } finally {
      if (opening === unlessOver) opening = null;
    }
  }

  /** Shows something of what was opened, unless the host says at once what it wants to see. */
  function welcome(found: Opened): void {
    const { kept, live, rows } = found;
    const free = (): void => {
      if (kept) void untold('host', (work) => inSight(work, found, {}, async (turn) => show(turn, await kept.first())));
      else if (live && rows > 0) void own({ client: 'host', input: 0, options: {} });
      else store.set({ invites: true });
    };
    const show = (turn: Turn, saved: SavedRecord): Answered => showKept(found, saved, { turn, options: {} });
    unasked = setTimeout(free, HOST_ASKS_WITHIN);
  }

  /** Does something in sight of the person, who is told of what goes wrong. */
  async function inSight(
    work: Work,
    { about }: Opened,
    options: ExplainOptions,
    act: (turn: Turn) => Promise<Answered>,
  ): Promise<Answered> {
    const turn = showing.explains(about, chosenIn(options));
    onShow = work;
    made = null;
    try {
      return await act(turn);
    } catch (thrown) {
      turn.failed(thrown);
      throw thrown;
    }
  }

  function showKept(
    { about, live }: Opened,
    { record, changed }: SavedRecord,
    { turn, options }: { readonly turn: Turn; readonly options: ExplainOptions },
  ): Answered {
    const input = inputAgain(record);
    const isOnShow = turn.done(
      { record, about, chosen: chosenIn(options), brought: { changed } },
      live && input !== null,
    );
    if (isOnShow && input !== null) made = { client: 'host', input, options };
    return { record, prediction: { outputs: record.outputs, values: record.modelOutput } };
  }

  async function explainHere(
    work: Work,
    found: Opened,
    { client, input, options }: Wanted,
    turn: Turn,
  ): Promise<Answered> {
    const begun = (job: Job): void => {
      work.job = job;
      job.on('progress', (status) => work.id !== null && side.answer(progressOf(work.id, status)));
    };
    const what = { client, opened: found, input, options, signal: work.abort.signal };
    const answered = await explain(engines, what, { turn, begun });
    turn.done({ record: answered.record, about: found.about, chosen: chosenIn(options) });
    return answered;
  }

  /** Does what the host did not ask for, and tells it. */
  async function untold(client: Client, act: (work: Work) => Promise<Answered>): Promise<void> {
    clearTimeout(unasked);
    try {
      const { prediction, record } = await act(begin(null));
      const isSecret = client === 'visitor' && !store.get().shares;
      side.tell(resultOf({ prediction, record: isSecret ? withoutInput(record) : record }));
    } catch {
      return; // the person has been told
    }
  }

  /** Explains what the host did not ask for. */
  const own = (wanted: Wanted): Promise<void> =>
    untold(wanted.client, async (work) => {
      const found = await whatIsOpen();
      return inSight(work, found, wanted.options, (turn) => explainHere(work, found, wanted, turn));
    });

  async function explainAsked({ id, input, options }: Of<'explain'>, work: Work): Promise<Answer> {
    asked++;
    clearTimeout(unasked);
    const found = await whatIsOpen();
    const wanted = optionsOf(options);
    const answered = await inSight(work, found, wanted, async (turn) => {
      const saved = found.kept && (await until(found.kept.find(input), work.abort.signal));
      if (saved && suits(saved.record, options)) return showKept(found, saved, { turn, options: wanted });
      return explainHere(work, found, { client: 'host', input: inputOf(input), options: wanted }, turn);
    });
    return { id, ...resultOf(answered) };
  }

  async function predictAsked({ id, input }: Of<'predict'>, { abort: { signal } }: Work): Promise<Answer> {
    const found = await whatIsOpen();
    const saved = found.kept && (await until(found.kept.find(input), signal));
    const prediction = saved
      ? { outputs: saved.record.outputs, values: saved.record.modelOutput }
      : await predict(engines, { client: 'host', opened: found, input: inputOf(input), signal });
    return { id, ...resultOf({ prediction, record: null }) };
  }

  return {
    request(request) {
      void answering(request.id, (work) => {
        if (request.type === 'open') return openAsked(request, work);
        return request.type === 'explain' ? explainAsked(request, work) : predictAsked(request, work);
      });
    },
    cancel: (id) => open.get(id)?.abort.abort(),
    state: (id) => (open.get(id)?.job?.status().state === 'running' ? 'running' : 'waiting'),
    bring(brought) {
      void own({ client: 'visitor', input: brought, options: {} });
    },
    computeHere() {
      if (made) void own(made);
    },
    stop() {
      onShow?.abort.abort();
      doors.endSilent();
    },
    dismiss() {
      store.set({ problem: null });
    },
    end() {
      clearTimeout(unasked);
      for (const { abort } of open.values()) abort.abort();
      onShow?.abort.abort();
      opened?.close();
      doors.end();
    },
  };
}
