/** A page's state: plain data in one place, changed through `set` alone. */
export interface Store<State> {
  get(): State;
  set(change: Partial<State>): void;
  /** Hears of every change, from the next one on. */
  subscribe(hear: (state: State) => void): void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const hearing: ((state: State) => void)[] = [];
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      for (const hear of hearing) hear(state);
    },
    subscribe: (hear) => void hearing.push(hear),
  };
}
