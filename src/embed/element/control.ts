import type { HostActs } from '../host-side.ts';
import { inputOf, openOf, optionsOf } from './asking.ts';
import { join, leave } from './broker.ts';
import { createJobs, WAIT } from './jobs.ts';
import { type Load, load } from './load.ts';
import { langOf, lookOf } from './look.ts';
import type { Asked, ExplainOptions, Instance, OrielEvents, OrielExplainer, Problem } from './types.ts';
import { learn, say, type Word } from './words.ts';

/** What has to be done once a property has changed. */
export type Change = 'load' | 'open' | 'explain' | 'look';

/** Its height until it says how high it is, as browsers give it to frames. */
const HEIGHT = 150;

export type Control = ReturnType<typeof control>;

/** What an element does, from its frame's first document to the last. */
export function control(element: OrielExplainer) {
  const root = element.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':host(:not([hidden])){display:block}');
  root.adoptedStyleSheets = [sheet];
  let changed = new Set<Change>();
  let frame: Load | null = null;
  /** Which frames share an engine with its own. */
  let group = '';
  /** What the frame calls itself; empty until both have greeted. */
  let engine = '';
  /** How often a model was to be opened, and the number of the request that opens the last. */
  let openings = 0;
  let opening = 0;
  /** Whether what is asked may be sent, and why it never can be. */
  let opened = false;
  let broken: [problem: Problem, text: string] | null = null;
  let high = HEIGHT;
  let looked = '';

  const emit = <Type extends keyof OrielEvents>(type: Type, detail: OrielEvents[Type]) =>
    element.dispatchEvent(new CustomEvent(type, { detail }));
  const jobs = createJobs(
    () => frame?.host,
    () => opened,
    (detail) => emit('error', detail),
  );
  const lang = (): string => langOf(element) ?? navigator.language;
  const words = (word: Word): string => say(word, lang(), new URL(element.src ?? '', document.baseURI).origin);
  const tell = (problem: Problem, text: string) => emit('error', { id: 0, problem, text });
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

  const hear: HostActs['hear'] = (message) => {
    const job = message.id ? jobs.find(message.id) : undefined;
    const id = job?.id ?? 0;
    const opens = message.id !== 0 && message.id === opening;
    if (message.type === 'resize') {
      high = message.height;
      size();
      emit('resize', { height: high });
    } else if (message.type === 'status') job?.states.shift()?.(message.state);
    else if (message.type === 'progress') {
      if (job) emit('progress', { id, part: message.part, estimate: message.estimate });
    } else if (message.type === 'ready') {
      if (!message.id) greet(message.engine);
      else if (opens) begin(message.model);
    } else if (message.type === 'error') {
      const { problem, text } = message;
      if (job) jobs.fail(job, problem, text);
      else if (opens) fail(problem, text);
      else if (!message.id) tell(problem, text);
    } else if (job || !message.id) {
      const { prediction, record } = message;
      if (job) jobs.drop(job).resolve(record ? { prediction, record } : prediction);
      if (record) emit('explanation', { id, prediction, record });
      else emit('prediction', { id, prediction });
    }
  };

  const start = (): void => {
    const { src } = element;
    if (frame || !src || !element.isConnected) return;
    near.disconnect();
    root.replaceChildren();
    const sandbox = `allow-scripts ${element.sandbox ?? ''}`.trim();
    group = sandbox + src;
    const silent = () => notice('refused');
    frame = load(
      { root, src, sandbox, title: words('title') },
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
    join(group, frame?.host as NonNullable<Load['host']>);
    look();
    open();
  };

  /** Nothing is open any more, nor will be because of what was asked so far. */
  const reset = (): number => {
    opened = false;
    opening = 0;
    broken = null;
    openings += 1;
    return openings;
  };
  const open = async (): Promise<void> => {
    const mine = reset();
    jobs.cancelAuto();
    try {
      const asked = await openOf(element);
      if (mine !== openings || !frame?.host) return;
      if (!asked) return begin(null);
      opening = frame.host.ask(asked);
      // It takes no more for now.
      if (!opening) setTimeout(() => mine === openings && open(), WAIT);
    } catch (error) {
      // A file that is not there any more, or something that cannot be sent.
      if (mine === openings) fail('schema', `${error}`);
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
    { signal, ...options }: ExplainOptions & { signal?: AbortSignal },
    auto = false,
  ): Asked<Answer> => {
    const question = async () => ({
      type,
      input: await inputOf(instance ?? element.instance ?? 0),
      ...(type === 'explain' && { options: await optionsOf(element, options) }),
    });
    const abort = () => cancel(asked.id);
    const asked = jobs.add<Answer>(question(), auto, () => signal?.removeEventListener('abort', abort));
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    if (broken) jobs.failAll(...broken);
    start();
    return asked;
  };
  const cancel = (id: number): void => jobs.cancel(id, words('cancelled'));

  const look = (): void => {
    size();
    const shown = frame?.frame;
    learn(lang()).then(() => {
      if (shown) shown.title = words('title');
    });
    if (!frame?.host) return;
    const theme = lookOf(element, frame.frame);
    if (looked !== JSON.stringify(theme)) frame.host.theme(theme);
    looked = JSON.stringify(theme);
  };
  const size = (): void => {
    const { height } = element;
    const wanted = !height || height === 'auto' ? high : height;
    if (frame) frame.frame.style.height = +wanted >= 0 ? `${wanted}px` : `${wanted}`;
  };

  const update = (): void => {
    const has = changed;
    changed = new Set();
    if (!element.isConnected) return;
    if (has.has('load')) {
      stop('gone');
      near.observe(element);
      if (element.loading === 'eager' || jobs.waiting()) start();
      // A frame that has not greeted yet is told of everything once it has.
    } else if (engine) {
      if (has.has('look')) look();
      if (has.has('open')) open();
      else if (has.has('explain')) explain();
    }
  };
  /** What changes at one time is acted on at once, in whatever order it came. */
  const change = (what: Change): void => {
    if (changed.size === 0) queueMicrotask(update);
    if (what === 'open') broken = null;
    changed.add(what);
  };

  const near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && start(), {
    rootMargin: '50%',
  });
  const relook = () => change('look');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const restyled = new MutationObserver(relook);

  return {
    ask,
    cancel,
    change,
    status: jobs.status,
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
