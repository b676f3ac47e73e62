import type { Message } from '../../catalogue/message.ts';
import { widgetLimits } from '../../limits.ts';
import { createFrameSide, type FrameActs, type FrameSide } from '../frame-side.ts';
import { type FramePlace, helloOf, helloTargets, nonceIn } from '../handshake.ts';
import type { Port } from '../port.ts';

export interface GreetingParts {
  /** The window around the frame's. */
  readonly host: Window;
  readonly place: FramePlace;
  /** The fragment of the frame's address. */
  readonly fragment: string;
  readonly acts: FrameActs;
  /** Name and version of what answers. */
  readonly engine: string;
  readonly say: (message: Message) => string;
  /** The page around has answered: what is sent to it goes this way. */
  readonly answered: (side: FrameSide) => void;
}

/** `alone`: nobody wants to be greeted. `refused`: the page around may not hold the frame. */
export type Greeted = 'greeted' | 'alone' | 'refused';

/**
 * Greets the page around the frame, with a port for everything else; where the browser does not say
 * which page that is, each that may be, of which one can answer.
 */
export function greet({ host, place, fragment, acts, answered, engine, say }: GreetingParts): Greeted {
  const nonce = nonceIn(fragment);
  if (nonce === null) return 'alone';
  const targets = helloTargets(place);
  const sides = new Set<FrameSide>();
  for (const target of targets) {
    const { port1, port2 } = new MessageChannel();
    const begin = (): void => {
      for (const other of sides) if (other !== side) other.end();
      answered(side);
      acts.begin();
    };
    const side: FrameSide = createFrameSide({
      ...{ port: port1 as Port, acts: { ...acts, begin }, engine, say },
      now: () => performance.now(),
    });
    sides.add(side);
    setInterval(side.tick, 1000 * widgetLimits.pingSeconds);
    host.postMessage(helloOf(nonce), target, [port2]);
  }
  return targets.length > 0 ? 'greeted' : 'refused';
}
