import type { Store } from '../../look/store.ts';

/**
 * A store as it is drawn: in tasks of their own, once for all that changed until then. What a host
 * waits for is sent before, also by the other frames of its page, which draw on the same thread.
 */
export function inDrawing<State>(store: Store<State>): Pick<Store<State>, 'subscribe'> {
  const drawing: ((state: State) => void)[] = [];
  let due = false;
  store.subscribe(() => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      for (const draw of drawing) draw(store.get());
    });
  });
  return { subscribe: (draw) => void drawing.push(draw) };
}
