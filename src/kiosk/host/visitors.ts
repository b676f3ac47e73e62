import { type FromVisit, fromVisit, GREETING, type ToVisit } from '../protocol.ts';

/** The page of one visitor after the other. */
export interface Visitors {
  /** Ends the page that is there with all that it holds, and begins the next. */
  next(): void;
  /** Ends it, and begins none. */
  end(): void;
}

export interface VisitorsParts {
  /** Where it is put. */
  readonly place: Element;
  readonly settings: ToVisit;
  /** What it says; `alive` is where it will say that it is alive. */
  readonly hear: (message: FromVisit) => void;
  readonly alive: (port: MessagePort) => void;
}

/**
 * Each visitor has a document of their own in a frame. Whatever they enter is in its memory and
 * nowhere else, and goes with it: where the browser keeps to `Document-Isolation-Policy`
 * (`scripts/headers.mjs`), a process of the system ends there.
 */
export function createVisitors({ place, settings, hear, alive }: VisitorsParts): Visitors {
  let frame: HTMLIFrameElement | null = null;
  let port: MessagePort | null = null;

  function end(): void {
    port?.close();
    port = null;
    frame?.remove();
    frame = null;
  }

  addEventListener('message', ({ source, origin, data, ports }) => {
    if (!frame || source !== frame.contentWindow || origin !== location.origin) return;
    if (data !== GREETING || ports.length !== 2 || port) return;
    const mine = ports[0];
    port = mine;
    mine.onmessage = (event) => {
      const message = fromVisit(event.data);
      if (message && port === mine) hear(message);
    };
    mine.postMessage(settings);
    alive(ports[1]);
  });

  return {
    end,
    next() {
      end();
      frame = document.createElement('iframe');
      // No other windows, no downloads, no way for it to lead this page elsewhere.
      frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
      frame.allow = settings.photos === 'camera' ? 'camera' : '';
      frame.title = 'Oriel';
      frame.src = new URL('kiosk.html', document.baseURI).href;
      place.append(frame);
      frame.focus();
    },
  };
}
