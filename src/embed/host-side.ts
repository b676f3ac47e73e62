import { widgetLimits } from '../limits.ts';
import { createBucket } from './bucket.ts';
import { createGate } from './gate.ts';
import type { Greeting } from './handshake.ts';
import { createHeartbeat } from './heartbeat.ts';
import {
  type FrameMessage,
  FrameMessageSchema,
  type HostMessage,
  type Request,
  VERSION,
  VERSIONS,
  type Versions,
} from './protocol.ts';

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
  readonly versions?: Versions;
}

/** A message of the host, without what all of them have and what is numbered here. */
type Bare<M extends HostMessage> = M extends HostMessage ? Omit<M, 'oriel' | 'id'> : never;
type Asked = Bare<Request>;
type Theme = Extract<HostMessage, { type: 'theme' }>['theme'];

export interface HostSide {
  /**
   * Sends a request; its number. 0 where it is not sent: the frame says no more, or was asked as
   * much as it takes (`widgetLimits`).
   */
  ask(request: Asked, transfer?: Transferable[]): number;
  cancel(id: number): void;
  status(id: number): void;
  theme(theme: Theme): void;
  /** To be called every `widgetLimits.pingSeconds`. */
  tick(): void;
  /** Says goodbye, and hears nothing any more. */
  end(): void;
}

/** What a request may be answered by. */
const answersTo: Readonly<Record<Asked['type'], readonly FrameMessage['type'][]>> = {
  open: ['ready', 'error'],
  predict: ['result', 'error'],
  explain: ['progress', 'result', 'error'],
};

/**
 * The host's side of the protocol, once a frame has greeted; it greets in turn. Where there is no
 * version that both speak, it says so, and `acts.end` is called at once.
 */
export function createHostSide({ port, version, acts, now, versions = VERSIONS }: HostSideOptions): HostSide {
  const gate = createGate(FrameMessageSchema, widgetLimits.fromFrame, now);
  const heartbeat = createHeartbeat();
  /** The frame does not read what is beyond it. */
  const fits = createBucket(widgetLimits.fromHost, now);
  /** Requests that are not answered yet. */
  const open = new Map<number, Asked['type']>();
  let last = 0;
  let ready = false;
  let ended = false;

  const send = (bare: Record<string, unknown>, transfer: Transferable[] = []): void => {
    if (!ended) port.postMessage({ oriel: VERSION, id: 0, ...bare }, transfer);
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
    return type !== undefined && answersTo[type].includes(heard.type);
  };

  port.onmessage = ({ data }) => {
    if (ended) return;
    heartbeat.heard();
    const admitted = gate.admit(data);
    // A frame that says what nobody understands is not told so: nobody there could mend it.
    if ('problem' in admitted) return;
    const heard = admitted.message;
    if (!awaited(heard)) return;
    if (heard.type === 'bye') return finish(heard.reason, false);
    if (heard.type === 'ping') return heard.answer ? undefined : send({ type: 'ping', answer: true });
    if (heard.id === 0 && heard.type === 'ready') ready = true;
    if (heard.type !== 'progress' && heard.type !== 'status') open.delete(heard.id);
    acts.hear(heard);
  };
  send({ type: 'hello', version, versions: [...versions] });
  // A frame that speaks no version of ours understands nothing else.
  if (version === null) finish('version', false);

  return {
    ask(request, transfer) {
      if (ended || open.size >= widgetLimits.requests || !fits()) return 0;
      // What cannot be sent throws, and nothing is waited for.
      send({ ...request, id: last + 1 }, transfer);
      last += 1;
      open.set(last, request.type);
      return last;
    },
    cancel(id) {
      if (open.has(id)) send({ type: 'cancel', id });
    },
    status: (id) => send({ type: 'status', id }),
    theme: (theme) => send({ type: 'theme', theme }),
    tick() {
      if (ended) return;
      if (heartbeat.tick() === 'gone') finish('silent', true);
      else send({ type: 'ping', answer: false });
    },
    end: () => finish('done', true),
  };
}
