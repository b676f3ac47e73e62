import type { Inspection } from '../../records/inspection.ts';
import { importances, type PlayerImportance, ranked } from '../../whole-model/importance.ts';
import { type Gathered, type Gathering, gathering } from './gather.ts';
import { inTurns } from './in-turns.ts';

/** Rows that are explained as far as it is asked for, in their order. */
export interface Explaining {
  /** What is explained by now. */
  readonly latest: Gathered | null;
  /** Explains on until this many rows are done. False where it was stopped before. */
  until(rows: number): Promise<boolean>;
  /** Explains no more: what is under way is let go. */
  end(): Promise<void>;
}

/** @param heard of what is explained by then; the next rows are taken in after it. */
export function createExplaining(job: Gathering, heard: (gathered: Gathered) => Promise<void>): Explaining {
  const blocks = gathering(job);
  let latest: Gathered | null = null;
  return {
    get latest() {
      return latest;
    },
    async until(rows) {
      while ((latest?.rows ?? 0) < rows) {
        const { value } = await blocks.next();
        if (!value) return false;
        latest = value;
        await heard(value);
      }
      return true;
    },
    async end() {
      await blocks.return(undefined);
    },
  };
}

/** What the players count for; null where it is stopped. */
export async function importanceFound(
  gathered: Gathered,
  population: number,
  isOn: () => Promise<boolean>,
): Promise<Inspection['importance']> {
  const { rows, space, explainer, exact } = gathered;
  const players: PlayerImportance[] = [];
  if (!(await inTurns(importances(gathered, population), isOn, (player) => players.push(player)))) return null;
  // What only differs in what may be written to.
  return {
    rows,
    space,
    explainer,
    exact,
    players: ranked(players) as NonNullable<Inspection['importance']>['players'],
  };
}
