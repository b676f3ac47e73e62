/** What became of a check; `untried` where something before it failed. */
export type Outcome = 'waiting' | 'passed' | 'failed' | 'untried';

export interface Checks<Name extends string> {
  /** The first outcome counts, but for a failure, which always does. */
  set(name: Name, outcome: 'passed' | 'failed', what?: string): void;
  /** Nothing more is tried. */
  end(): void;
}

export type Show<Name extends string> = (name: Name, outcome: Outcome, what: string) => void;

/** Checks by their names, all of which are waited for. */
export function createChecks<Name extends string>(names: readonly Name[], show: Show<Name>): Checks<Name> {
  const outcomes = new Map<Name, Outcome>();
  const put = (name: Name, outcome: Outcome, what = ''): void => {
    outcomes.set(name, outcome);
    show(name, outcome, what);
  };
  for (const name of names) put(name, 'waiting');
  return {
    set(name, outcome, what) {
      const before = outcomes.get(name);
      if (before === 'waiting' || (outcome === 'failed' && before !== 'failed')) put(name, outcome, what);
    },
    end() {
      for (const name of names) if (outcomes.get(name) === 'waiting') put(name, 'untried');
    },
  };
}

/** Resolves after `milliseconds`. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
