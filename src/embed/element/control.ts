import type { HostActs, HostSide } from '../host-side.ts';
import { questionOf } from './asking.ts';
import { join, leave } from './broker.ts';
import { createJobs, type Job } from './jobs.ts';
import { addressOf, type Load, load } from './load.ts';
import { langOf, lookOf } from './look.ts';
import type {
  Asked,
  Explained,
  ExplainOptions,
  Instance,
  OrielEvents,
  OrielExplainer,
  Prediction,
  Problem,
  WidgetFile,
} from './types.ts';
import { learn, type Word, wordsIn } from './words.ts';

/** What has to be done once a property has changed. */
export type Change = 'load' | 'open' | 'explain' | 'look';

/** Milliseconds until what the frame did not take is said again. */
const WAIT = 100;

/** Its height until it says how high it is, as browsers give it to frames. */
const HEIGHT = 150;

type Stop = { readonly signal?: AbortSignal };
type Heard = Parameters<HostActs['hear']>[0];

/** What an element does, from its frame's first document to the last. */
export function control(element: OrielExplainer) {
  const root = element.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':host(:not([hidden])){display:block}');
  root.adoptedStyleSheets = [sheet];
  let changed: Change[] = [];
  let frame: Load | null = null;
  /** Which frames share an engine with its own. */
  let group = '';
  /** What the frame calls itself; empty until both have greeted. */
  let engine = '';
  /** The number of the request that opens the model; 0 where none does. */
  let opening = 0;
  let waits: ReturnType<typeof setTimeout> | undefined;
  /** Whether what is asked may be sent, and why it never can be. */
  let opened = false;
  let broken: [problem: Problem, text: string] | null = null;
  let high = HEIGHT;
  let looked = '';

  const emit = <Type extends keyof OrielEvents>(type: Type, detail: OrielEvents[Type]) =>
    element.dispatchEvent(new CustomEvent(type, { detail }));
  const tell = (problem: Problem, text: string, id = 0) => emit('error', { id, problem, text });
  const relook = () => change('look');
  const later = (): void => {
    clearTimeout(waits);
    waits = setTimeout(relook, WAIT);
  };
  const jobs = createJobs(
    () => frame?.host,
    () => opened,
    tell,
    later,
  );
  const lang = (): string => langOf(element) ?? navigator.language;
  const words = (word: Word): string => {
    const text = wordsIn(lang())[word];
    // By functions, since `$` in an address would be one of the signs of `replace`.
    return text
      .replace('{host}', () => location.origin)
      .replace('{frame}', () => addressOf(element.src as string).href);
  };
  /** Says in the frame's place why there is none. */
  const notice = (problem: 'refused' | 'gone' | 'version'): void => {
    const text = words(problem);
    const line = document.createElement('p');
    line.role = 'alert';
    line.dir = 'auto';
    line.append(text);
    root.append(line);
    tell(problem, text);
  };

  /** What each message brings about; `job` is what it answers, if that is a question. */
  const acts: { readonly [Type in Heard['type']]: (message: Extract<Heard, { type: Type }>, job?: Job) => void } = {
    resize({ height }) {
      high = height;
      size();
      emit('resize', { height });
    },
    progress({ part, estimate }, job) {
      if (!job) return;
      job.runs = true;
      emit('progress', { id: job.id, part, estimate });
    },
    ready({ id, engine: name, model }) {
      if (id) begin(model);
      else greet(name);
    },
    error({ id, problem, text }, job) {
      if (job) jobs.fail(job, problem, text);
      else if (id) fail(problem, text);
      else tell(problem, text);
    },
    result({ prediction, record }, job) {
      const id = job?.id ?? 0;
      const both = record && { prediction, record };
      if (job) jobs.drop(job).resolve(both ?? prediction);
      if (both) emit('explanation', { id, ...both });
      else emit('prediction', { id, prediction });
    },
  };
  const hear = (message: Heard): void => {
    const { id, type } = message;
    const job = jobs.find(id);
    // What was cancelled, and a model that is not wanted any more, may still be answered.
    if (job || !id || id === opening) acts[type](message as never, job);
  };

  const start = (): void => {
    const { src } = element;
    if (frame || !src || !element.isConnected) return;
    near.disconnect();
    root.replaceChildren();
    const sandbox = `allow-scripts ${element.sandbox ?? ''}`.trim();
    group = sandbox + src;
    const silent = () => root.querySelector('p') || notice('refused');
    frame = load(
      { root, src, sandbox },
      {
        hear,
        silent,
        end: (reason) => stop(reason === 'version' ? reason : 'gone', true),
        replaced() {
          const greeted = engine;
          stop('gone');
          (greeted ? start : silent)();
        },
      },
    );
    look();
  };

  /** Ends what is said to the frame. */
  const stop = (why: 'gone' | 'version', tells = false): void => {
    near.disconnect();
    const gone = frame;
    if (!gone) return;
    frame = null;
    reset();
    engine = looked = '';
    if (gone.host) leave(group, gone.host);
    gone.end();
    jobs.failAll(why, words(why));
    // Whoever heard of it may have started another.
    if (tells && !frame) notice(why);
  };

  const greet = (name: string): void => {
    engine = name;
    // The notice of one that is late.
    root.querySelector('p')?.remove();
    join(group, frame?.host as HostSide);
    look();
    open();
  };

  /** Nothing is open any more, nor will be because of what was asked so far. */
  const reset = (): void => {
    opened = false;
    opening = 0;
    broken = null;
  };
  const open = (): void => {
    reset();
    jobs.cancelAuto();
    const host = frame?.host as HostSide;
    const { model, data } = element;
    if (!model) {
      begin(null);
      return;
    }
    try {
      opening = host.ask({ type: 'open', model: model as string | WidgetFile[], data });
      if (!opening) later();
    } catch (error) {
      fail('schema', `${error}`);
    }
  };
  /** The model cannot be opened, so that nothing can be asked of it. */
  const fail = (...why: NonNullable<typeof broken>): void => {
    broken = why;
    jobs.failAll(...why);
    tell(...why);
  };

  const begin = (model: OrielEvents['ready']['model']): void => {
    opened = true;
    emit('ready', { engine, model });
    explain();
    jobs.send();
  };

  /** Predicts and explains what the properties say. */
  const explain = (): void => {
    jobs.cancelAuto();
    if (opened && element.instance !== null)
      for (const type of ['predict', 'explain'] as const) ask(type, element.instance, {}, true);
  };

  const ask = <Answer>(
    type: 'predict' | 'explain',
    instance: Instance | undefined,
    { signal, ...options }: ExplainOptions & Stop,
    auto = false,
  ): Asked<Answer> => {
    const question = questionOf(type, element, instance ?? element.instance ?? 0, options);
    const abort = () => jobs.cancel(asked.id);
    const asked = jobs.add<Answer>(question, auto, () => signal?.removeEventListener('abort', abort));
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    if (broken) jobs.failAll(...broken);
    start();
    jobs.send();
    return asked;
  };

  const look = (): void => {
    size();
    const shown = frame?.frame;
    learn(lang()).then(() => {
      if (shown) shown.title = words('title');
    });
    if (!frame?.host) return;
    const theme = lookOf(element, frame.frame);
    const text = JSON.stringify(theme);
    if (looked === text) return;
    if (frame.host.theme(theme)) looked = text;
    else later();
  };
  const size = (): void => {
    const { height } = element;
    const wanted = !height || height === 'auto' ? high : height;
    if (frame) frame.frame.style.height = +wanted >= 0 ? `${wanted}px` : `${wanted}`;
  };

  const update = (): void => {
    const all = changed;
    changed = [];
    if (!element.isConnected) return;
    if (all.includes('load')) {
      stop('gone');
      near.observe(element);
      if (element.loading === 'eager' || jobs.waiting()) start();
      // A frame that has not greeted yet is told of everything once it has.
    } else if (engine) {
      look();
      if (all.includes('open') || !(opened || opening || broken)) open();
      else if (all.includes('explain')) explain();
      jobs.send();
    }
  };
  /** What changes at one time is acted on at once, in whatever order it came. */
  const change = (what: Change): void => {
    if (what === 'open') broken = null;
    if (changed.push(what) === 1) queueMicrotask(update);
  };

  const near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && start(), {
    rootMargin: '50%',
  });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const restyled = new MutationObserver(relook);

  return {
    methods: {
      predict: (instance?: Instance, options: Stop = {}) => ask<Prediction>('predict', instance, options),
      explain: (instance?: Instance, options: ExplainOptions & Stop = {}) =>
        ask<Explained>('explain', instance, options),
      status: jobs.status,
      cancel: jobs.cancel,
    } satisfies Pick<OrielExplainer, 'predict' | 'explain' | 'status' | 'cancel'>,
    change,
    connect(): void {
      for (const one of [document.documentElement, document.body, element])
        restyled.observe(one, { attributeFilter: ['class', 'style', 'data-theme', 'lang'] });
      dark.onchange = relook;
      change('load');
    },
    disconnect(): void {
      restyled.disconnect();
      dark.onchange = null;
      stop('gone');
    },
  };
}
