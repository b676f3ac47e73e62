import { type Message, message } from '../catalogue/message.ts';
import { widgetLimits } from '../limits.ts';
import { createBucket } from './bucket.ts';
import { bySchema } from './by-schema.ts';
import { createGate } from './gate.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { Port } from './port.ts';
import {
  agreedVersion,
  type FrameMessage,
  type HostMessage,
  HostMessageSchema,
  isRequest,
  type Problem,
  portIn,
  type Request,
  VERSION,
  VERSIONS,
  type Versions,
} from './protocol.ts';

/** What a frame does for its host; nothing of it before both agree on a version. */
export interface FrameActs {
  /** The host has greeted, and what it asks is heard from now on. */
  begin(): void;
  /** Answered through `answer`, or cancelled. */
  request(request: Request): void;
  /** A request that is not answered yet is not wanted any more. */
  cancel(id: number): void;
  /** How a request that is not answered yet stands. */
  state(id: number): 'waiting' | 'running';
  theme(theme: Extract<HostMessage, { type: 'theme' }>['theme']): void;
  /** Another frame is to use this frame's engine, through a port that leads to it. */
  serve(port: MessagePort): void;
  /** An engine to use for what the host asks, through a port that leads to it; null: the own. */
  engine(port: MessagePort | null): void;
  /** Nothing will come any more, and nothing that is sent arrives. */
  end(): void;
}

export interface FrameSideOptions {
  readonly port: Port;
  readonly acts: FrameActs;
  /** Name and version of what answers. */
  readonly engine: string;
  readonly say: (message: Message) => string;
  /** Milliseconds. */
  readonly now: () => number;
  readonly versions?: Versions;
}

type Hello = Extract<HostMessage, { type: 'hello' }>;

/** A message of the frame, without what all of them have. */
type Bare<M extends FrameMessage> = M extends FrameMessage ? Omit<M, 'oriel'> : never;
export type Answer = Bare<Extract<FrameMessage, { type: 'ready' | 'progress' | 'result' | 'error' }>>;

/** What comes of an explanation or a prediction, whoever asked for it. */
export type Result = Omit<Extract<Answer, { type: 'result' }>, 'id'>;

export interface FrameSide {
  /** Sends what belongs to a request; whether it was still wanted. All but progress ends it. */
  answer(answer: Answer, transfer?: Transferable[]): boolean;
  /** Sends what the host did not ask for: the visitor did. */
  tell(result: Result): void;
  /** Says how high the contents are. */
  resize(height: number): void;
  /** To be called every `widgetLimits.pingSeconds`. */
  tick(): void;
  /** Says goodbye, and hears nothing any more. */
  end(): void;
}

/** The frame's side of the protocol, once its hello has been sent with the other end of `port`. */
export function createFrameSide(options: FrameSideOptions): FrameSide {
  const { port, acts, engine, say, now, versions = VERSIONS } = options;
  const limits = { ...widgetLimits.fromHost, files: true } as const;
  const gate = createGate({ read: bySchema(HostMessageSchema), limits, now, portIn });
  const heartbeat = createHeartbeat();
  /** Progress beyond what a host takes is left out: more of it comes, or the result. */
  const fits = createBucket(widgetLimits.fromHost, now);
  /** Requests that are not answered yet. */
  const open = new Set<number>();
  let state: 'greeting' | 'begun' | 'ended' = 'greeting';
  /** A request with a lower number is one that came before, sent once more. */
  let last = 0;
  let height: number | null = null;

  const send = (bare: Bare<FrameMessage>, transfer: Transferable[] = []): void => {
    if (state !== 'ended') port.postMessage({ oriel: VERSION, ...bare }, transfer);
  };
  const refuse = (problem: Problem, id: number, what = ''): void =>
    send({ id, type: 'error', problem, text: say(message(`widget.problem.${problem}`, { what })) });

  const finish = (reason: 'done' | 'version' | 'silent' | null): void => {
    if (state === 'ended') return;
    if (reason) send({ id: 0, type: 'bye', reason });
    const begun = state === 'begun';
    state = 'ended';
    port.onmessage = null;
    port.close();
    open.clear();
    if (begun) acts.end();
  };

  const greet = (hello: Hello) => {
    if (state !== 'greeting') return refuse('handshake', 0);
    const agreed = agreedVersion(versions, hello.versions);
    if (agreed === null || agreed !== hello.version) {
      refuse('version', 0, `${versions.join('–')}; ${hello.versions.join('–')}`);
      return finish('version');
    }
    state = 'begun';
    send({ id: 0, type: 'ready', engine, model: null });
    acts.begin();
  };

  const act = (heard: Exclude<HostMessage, Hello>) => {
    if (isRequest(heard)) {
      if (heard.id <= last) return refuse('repeated', heard.id);
      last = heard.id;
      if (open.size >= widgetLimits.requests) return refuse('busy', heard.id, String(widgetLimits.requests));
      open.add(heard.id);
      return acts.request(heard);
    }
    if (heard.type === 'cancel') {
      if (!open.delete(heard.id)) return;
      refuse('cancelled', heard.id);
      acts.cancel(heard.id);
    } else if (heard.type === 'status')
      send({ id: heard.id, type: 'status', state: open.has(heard.id) ? acts.state(heard.id) : 'unknown' });
    else if (heard.type === 'theme') acts.theme(heard.theme);
    else if (heard.type === 'serve') acts.serve(heard.port);
    else if (heard.type === 'engine') acts.engine(heard.port);
    else if (heard.type === 'ping' && !heard.answer) send({ id: 0, type: 'ping', answer: true });
  };

  port.onmessage = ({ data }) => {
    if (state === 'ended') return;
    heartbeat.heard();
    const admitted = gate.admit(data);
    if ('problem' in admitted) {
      if (admitted.problem) refuse(admitted.problem, admitted.id, admitted.what);
      return;
    }
    const heard = admitted.message;
    if (heard.type === 'hello') greet(heard);
    else if (heard.type === 'bye') finish(null);
    else if (state === 'greeting') refuse('handshake', heard.id);
    else act(heard);
  };

  return {
    answer(answer, transfer) {
      if (!open.has(answer.id)) return false;
      if (answer.type !== 'progress') open.delete(answer.id);
      if (answer.type !== 'progress' || fits()) send(answer, transfer);
      return true;
    },
    tell(result) {
      if (state === 'begun' && fits()) send({ ...result, id: 0 });
    },
    resize(wanted) {
      const next = Math.min(widgetLimits.height, Math.max(0, Math.ceil(wanted)));
      if (state !== 'begun' || next === height) return;
      height = next;
      send({ id: 0, type: 'resize', height });
    },
    tick() {
      if (state !== 'begun') return;
      if (heartbeat.gone()) finish('silent');
      else send({ id: 0, type: 'ping', answer: false });
    },
    end: () => finish('done'),
  };
}
