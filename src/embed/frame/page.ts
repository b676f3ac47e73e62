// All of the frame's page that is not needed for its first words.

import '../../charts/elements/index.ts';
import { spawnEngine } from '../../engine/workers/spawn.ts';
import { widgetLimits } from '../../limits.ts';
import type { FrameSide } from '../frame-side.ts';
import { createDoors } from '../sharing/doors.ts';
import { type Acts, createActs } from './acts.ts';
import { createEngines } from './engines.ts';
import { FrameView } from './frame-view.ts';
import type { Store } from './state.ts';

/** What a host and a visitor can have done, and the engines it is done with. */
export type Page = Acts & Pick<ReturnType<typeof createDoors>, 'serve' | 'engine'>;

export interface PageParts {
  readonly store: Store;
  /** The same, as it is drawn. */
  readonly drawing: Pick<Store, 'subscribe'>;
  readonly side: Pick<FrameSide, 'answer' | 'tell'>;
  /** Name and version of what answers. */
  readonly engine: string;
  /** What addresses are relative to. */
  readonly base: string;
  /** What is shown until there is more to see. */
  readonly first: Element;
}

/** Puts the answer in the place of the first words. */
export function createPage({ store, drawing, side, engine, base, first }: PageParts): Page {
  const doors = createDoors({
    // The same trees give the same bits on every machine: whoever offers a model has compared it.
    spawn: () => spawnEngine({ compareAfterwards: true }),
    now: () => performance.now(),
  });
  setInterval(doors.tick, 1000 * widgetLimits.pingSeconds);
  const acts = createActs({ store, engines: createEngines(doors), doors, side, engine, base });
  const view = new FrameView();
  view.doing = { ...acts, chooseChart: (chart) => store.set({ chart }) };
  view.state = store.get();
  drawing.subscribe((state) => {
    view.state = state;
  });
  const main = document.createElement('main');
  main.append(view);
  first.replaceWith(main);
  return { ...acts, serve: doors.serve, engine: doors.engine };
}
