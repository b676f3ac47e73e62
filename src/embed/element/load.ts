import { widgetLimits } from '../../limits.ts';
import { createHostHandshake, fragmentOf, nonceOf } from '../handshake.ts';
import { createHostSide, type HostActs, type HostSide } from '../host-side.ts';
import type { Port } from '../port.ts';

/** Milliseconds in which a frame greets once its page is there, which needs no more than a few. */
const PATIENCE = 5000;

export interface Place {
  readonly root: ShadowRoot;
  readonly src: string;
  /** What the frame may do. */
  readonly sandbox: string;
  /** For screen readers. */
  readonly title: string;
}

export interface LoadActs extends HostActs {
  /** The frame's page is there, and did not greet in time. It may still. */
  silent(): void;
  /** Another page is in the frame than the one that was put there, or the same anew. */
  replaced(): void;
}

/** One document in a frame, and what is said to it. */
export interface Load {
  readonly frame: HTMLIFrameElement;
  /** null until it has greeted. */
  host: HostSide | null;
  end(): void;
}

/** Puts a frame into a page; nothing but its first document, with this nonce, is spoken to. */
export function load({ root, src, sandbox, title }: Place, acts: LoadActs): Load {
  const frame = document.createElement('iframe');
  const { origin, href } = new URL(src, document.baseURI);
  const nonce = nonceOf(crypto.getRandomValues(new Uint8Array(16)));
  const handshake = createHostHandshake(nonce, sandbox.includes('allow-same-origin') ? origin : 'null');
  const timers: ReturnType<typeof setTimeout>[] = [];

  const hear = ({ data, origin, source, ports }: MessageEvent): void => {
    const greeting = handshake.hear({
      data,
      origin,
      fromFrame: source === frame.contentWindow,
      ports: ports as readonly Port[],
    });
    if (!greeting) return;
    const host = createHostSide({
      ...greeting,
      acts,
      now: () => performance.now(),
      after: (wait, call) => timers.push(setTimeout(call, wait)),
    });
    if (greeting.version === null) return;
    self.host = host;
    timers.push(setInterval(host.tick, 1000 * widgetLimits.pingSeconds));
  };
  const self: Load = {
    frame,
    host: null,
    end() {
      removeEventListener('message', hear);
      timers.forEach(clearInterval);
      self.host?.end();
      frame.remove();
    },
  };
  addEventListener('message', hear);
  frame.onload = () => {
    frame.onload = acts.replaced;
    timers.push(setTimeout(() => self.host || acts.silent(), PATIENCE));
  };
  frame.title = title;
  frame.style.cssText = 'border:0;display:block;width:100%';
  frame.sandbox.value = sandbox;
  frame.src = href.replace(/#.*|$/, fragmentOf(nonce));
  root.append(frame);
  return self;
}
