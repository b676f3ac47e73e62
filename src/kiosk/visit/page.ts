// All of a visitor's page that is not needed for its first words.

import { createDesk } from './desk.ts';
import type { State } from './state.ts';
import { VisitView } from './view.ts';
import { createVisit, type VisitParts } from './visit.ts';

/** Draws the pages that turn, and whatever a visitor does from then on. */
export function startVisit({ store, tell, fault }: Omit<VisitParts, 'desk'>): void {
  const desk = createDesk(fault);
  const view = new VisitView();
  view.visit = createVisit({ store, desk, tell, fault });
  const draw = (state: State): void => {
    view.state = state;
  };
  store.subscribe(draw);
  draw(store.get());
  document.body.append(view);
}
