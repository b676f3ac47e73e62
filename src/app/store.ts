import type { Message } from '../catalogue/message.ts';
import { type AppState, initialState, type Topic } from './state.ts';

export interface Store {
  get(): AppState;
  set(change: Partial<AppState>): void;
  /** Changes the topic, if there is one. */
  setTopic(change: Partial<Topic>): void;
  alert(message: Message, reload?: boolean): void;
  dismiss(id: number): void;
  /** Calls `listener` after every change; returns a function that stops it. */
  subscribe(listener: (state: AppState) => void): () => void;
}

const sameMessage = (a: Message, b: Message): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The page's state: plain data in one place, changed through the functions of the store alone. */
export function createStore(initial: AppState = initialState): Store {
  let state = initial;
  let lastAlert = 0;
  const listeners = new Set<(state: AppState) => void>();
  const set = (change: Partial<AppState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  };
  return {
    get: () => state,
    set,
    setTopic: (change) => state.topic && set({ topic: { ...state.topic, ...change } }),
    // The same mistake made twice is one line, not two.
    alert(message, reload = false) {
      const others = state.alerts.filter((alert) => !sameMessage(alert.message, message));
      set({ alerts: [...others, { id: ++lastAlert, message, reload }] });
    },
    dismiss: (id) => set({ alerts: state.alerts.filter((alert) => alert.id !== id) }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
