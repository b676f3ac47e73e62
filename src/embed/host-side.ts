import { widgetLimits } from '../limits.ts';
import { createBucket, type Rate } from './bucket.ts';
import type { Greeting } from './handshake.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createOutflow } from './outflow.ts';
import { type FrameMessage, type HostMessage, type Request, VERSION, VERSIONS, type Versions } from './protocol.ts';
import { isFrameMessage } from './read-frame.ts';

/** What a host learns of its frame. */
export interface HostActs {
  /** An answer to a request that is not answered yet, or `resize`, or that the frame is ready. */
  hear(message: Exclude<FrameMessage, { type: 'ping' | 'bye' }>): void;
  /** The frame says no more: these requests get no answer. */
  end(reason: 'done' | 'version' | 'silent', unanswered: readonly number[]): void;
}

export interface HostSideOptions extends Greeting {
  readonly acts: HostActs;
  /** Milliseconds. */
  readonly now: () => number;
  /** Calls `call` once, after `milliseconds`. */
  readonly after: (milliseconds: number, call: () => void) => void;
  readonly versions?: Versions;
}

/** A message of the host, without what all of them have and what is numbered here. */
type Bare<M extends HostMessage> = M extends HostMessage ? Omit<M, 'oriel' | 'id'> : never;
type Asked = Bare<Request>;
type Theme = Extract<HostMessage, { type: 'theme' }>['theme'];

export interface HostSide {
  /**
   * Sends a request; its number. 0 where it is not sent: the frame says no more, or was sent as
   * much as it takes for now (`widgetLimits`).
   */
  ask(request: Asked, transfer?: Transferable[]): number;
  /** Ends a request that is not answered yet; there is room for this whatever else was sent. */
  cancel(id: number): void;
  /** Asks how a request stands; false where that is not sent, for the same reasons as a request. */
  status(id: number): boolean;
  /** Sent once the frame takes it, unless another comes first: only the newest counts. */
  theme(theme: Theme): void;
  /**
   * Has the frame let the one at the other end of the port use its engine; false where that is not
   * sent.
   */
  serve(port: MessagePort): boolean;
  /**
   * Has the frame use the engine at the other end of the port for what is asked of it, or its own;
   * false where that is not sent.
   */
  engine(port: MessagePort | null): boolean;
  /** To be called every `widgetLimits.pingSeconds`. */
  tick(): void;
  /** Says goodbye, and hears nothing any more. */
  end(): void;
}

/**
 * How many messages there must be room for after one: a goodbye, a `cancel` of every request, and
 * a ping with the answer to another.
 */
const kept: Partial<Record<HostMessage['type'], number>> = { bye: 0, cancel: 1, ping: 1 + widgetLimits.requests };
const keptElse = 1 + widgetLimits.requests + 2;

// The rates alone, since the other limits beside them would be in what hosts load.
const heardRate: Rate = { aSecond: widgetLimits.fromFrame.aSecond, atOnce: widgetLimits.fromFrame.atOnce };
const sentRate: Rate = { aSecond: widgetLimits.fromHost.aSecond, atOnce: widgetLimits.fromHost.atOnce };

/** Milliseconds until a theme that did not fit is tried again. */
const THEME_WAIT = 100;

/** Whether this may answer such a request. */
const answers = (heard: FrameMessage['type'], asked: Asked['type']): boolean =>
  heard === 'error' ||
  heard === (asked === 'open' ? 'ready' : 'result') ||
  (heard === 'progress' && asked === 'explain');

/**
 * The host's side of the protocol, once a frame has greeted; it greets in turn. Where there is no
 * version that both speak, it says so, and `acts.end` is called at once.
 */
export function createHostSide({ port, version, acts, ...options }: HostSideOptions): HostSide {
  const { now, after, versions = VERSIONS } = options;
  const takes = createBucket(heardRate, now);
  const heartbeat = createHeartbeat();
  const outflow = createOutflow(sentRate, now);
  /** Requests that are not answered yet. */
  const open = new Map<number, Asked['type']>();
  /** Those among them that are cancelled. */
  const cancelled = new Set<number>();
  /** A theme that did not fit yet. */
  let waiting: Theme | null = null;
  let last = 0;
  let ready = false;
  let ended = false;

  /** Whether it was sent. Throws where it cannot be. */
  const send = (bare: Bare<HostMessage> & { id?: number }, transfer: Transferable[] = []): boolean => {
    const { type } = bare;
    if (ended || !outflow.fits(kept[type] ?? keptElse)) return false;
    port.postMessage({ oriel: VERSION, id: 0, ...bare }, transfer);
    if (type === 'ping' && !bare.answer) outflow.pinged();
    else if (type !== 'bye' && outflow.due()) send({ type: 'ping', answer: false });
    return true;
  };
  const sendTheme = (): void => {
    const theme = waiting;
    if (ended || !theme) return;
    // One that cannot be sent throws, and stands in no other's way.
    waiting = null;
    if (send({ type: 'theme', theme })) return;
    waiting = theme;
    after(THEME_WAIT, sendTheme);
  };
  const finish = (reason: 'done' | 'version' | 'silent', says: boolean): void => {
    if (ended) return;
    if (says) send({ type: 'bye', reason });
    ended = true;
    port.onmessage = null;
    port.close();
    const unanswered = [...open.keys()];
    open.clear();
    acts.end(reason, unanswered);
  };

  /** Whether a message belongs to what was asked and is not answered yet. */
  const awaited = (heard: FrameMessage): boolean => {
    if (heard.id === 0) return heard.type !== 'ready' || !ready;
    if (heard.type === 'status') return true;
    const type = open.get(heard.id);
    return type !== undefined && answers(heard.type, type);
  };

  port.onmessage = ({ data }) => {
    if (ended) return;
    heartbeat.heard();
    // A frame that says what nobody understands is not told so: nobody there could mend it.
    if (!takes() || !isFrameMessage(data) || !awaited(data)) return;
    const heard: FrameMessage = data;
    if (heard.type === 'bye') return finish(heard.reason, false);
    if (heard.type === 'ping') {
      if (heard.answer) outflow.answered();
      else send({ type: 'ping', answer: true });
      return;
    }
    if (heard.id === 0 && heard.type === 'ready') ready = true;
    if (heard.type !== 'progress' && heard.type !== 'status') {
      open.delete(heard.id);
      cancelled.delete(heard.id);
    }
    acts.hear(heard);
  };
  send({ type: 'hello', version, versions: [...versions] });
  // A frame that speaks no version of ours understands nothing else.
  if (version === null) finish('version', false);

  return {
    ask(request, transfer) {
      // What cannot be sent throws, and nothing is waited for.
      if (open.size >= widgetLimits.requests || !send({ ...request, id: last + 1 }, transfer)) return 0;
      last += 1;
      open.set(last, request.type);
      return last;
    },
    cancel(id) {
      if (open.has(id) && !cancelled.has(id) && send({ type: 'cancel', id })) cancelled.add(id);
    },
    status: (id) => send({ type: 'status', id }),
    theme(theme) {
      const alone = waiting === null;
      waiting = theme;
      if (alone) sendTheme();
    },
    serve: (port) => send({ type: 'serve', port }, [port]),
    engine: (port) => send({ type: 'engine', port }, port ? [port] : []),
    tick() {
      if (ended) return;
      if (heartbeat.tick() === 'gone') finish('silent', true);
      else send({ type: 'ping', answer: false });
    },
    end: () => finish('done', true),
  };
}
