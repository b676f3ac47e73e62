import { widgetLimits } from '../../limits.ts';
import { createHostHandshake, fragmentOf, nonceOf, type WindowMessage } from '../handshake.ts';
import { createHostSide, type HostActs, type HostSide } from '../host-side.ts';

export interface Place {
  readonly root: ShadowRoot;
  readonly src: string;
  /** What the frame may do. */
  readonly sandbox: string;
}

export interface LoadActs extends HostActs {
  /**
   * The frame's page is there and has not greeted, which takes milliseconds. It still may; this is
   * said every `widgetLimits.pingSeconds`.
   */
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

/** What `src` comes to, as for an <iframe>. */
export const addressOf = (src: string): URL => new URL(src, document.baseURI);

/** Puts a frame into a page; nothing but its first document, with this nonce, is spoken to. */
export function load({ root, src, sandbox }: Place, acts: LoadActs): Load {
  const frame = document.createElement('iframe');
  const address = addressOf(src);
  const nonce = nonceOf(crypto.getRandomValues(new Uint8Array(16)));
  const handshake = createHostHandshake(nonce, sandbox.includes('allow-same-origin') ? address.origin : 'null');
  let timer: ReturnType<typeof setInterval>;

  const hear = (event: MessageEvent): void => {
    const greeting = handshake.hear(event as WindowMessage, frame.contentWindow);
    if (greeting) self.host = createHostSide({ ...greeting, acts, now: () => performance.now() });
  };
  const self: Load = {
    frame,
    host: null,
    end() {
      removeEventListener('message', hear);
      clearInterval(timer);
      self.host?.end();
      frame.remove();
    },
  };
  addEventListener('message', hear);
  frame.onload = () => {
    frame.onload = acts.replaced;
    timer = setInterval(() => (self.host ? self.host.tick() : acts.silent()), 1000 * widgetLimits.pingSeconds);
  };
  frame.style.cssText = 'border:0;display:block;width:100%';
  frame.sandbox.value = sandbox;
  address.hash = fragmentOf(nonce);
  frame.src = address.href;
  root.append(frame);
  return self;
}
