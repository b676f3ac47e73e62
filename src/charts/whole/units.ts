import type { Inspection } from '../../records/inspection.ts';
import type { Unit } from '../format.ts';
import { numbersOf, signedNumbersOf, tickOf, type Write } from './numbers.ts';
import type { Subject } from './picture.ts';

export interface Units {
  /** "percentage points". */
  readonly name: string;
  /** Sizes, and differences with their sign. */
  readonly size: Write;
  readonly signed: Write;
  readonly tick: (value: number, step: number) => string;
}

/** What attributions count in. */
export function unitOf({ importance, task }: Inspection): Unit {
  const space = importance?.space ?? 'output';
  if (space !== 'output') return space;
  return task === 'regression' ? 'value' : 'probability';
}

/** How effects are written whose largest is `scale`. */
export function unitsOf({ inspection, language }: Subject, scale: number): Units {
  const unit = unitOf(inspection);
  const factor = unit === 'probability' ? 100 : 1;
  const [size, signed] = [numbersOf, signedNumbersOf].map((make) => make(scale * factor, language));
  const tick = tickOf(language);
  return {
    name: language.say(`chart.units.${unit}`),
    size: (value) => size(value * factor),
    signed: (value) => signed(value * factor),
    tick: (value, step) => tick(value * factor, step * factor),
  };
}
