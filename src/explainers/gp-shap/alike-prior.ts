import type { Prior } from './kernel.ts';

/** The prior in which every player, and every region of a division, is what they are on average. */
export function alikePrior({ parity, low, white, components, regions }: Prior): Prior {
  return {
    parity,
    low: mean(low),
    white,
    components: components.map(alike),
    ...(regions && {
      regions: regions.map((own) => ({ linear: mean(own.linear), components: own.components.map(alike) })),
    }),
  };
}

const mean = (of: Float64Array): Float64Array =>
  new Float64Array(of.length).fill(of.reduce((sum, one) => sum + one, 0) / of.length);

/** Means of the odds t / (1 − t), which are what each player's relevance multiplies. */
const alike = ({ weight, t }: Prior['components'][number]): Prior['components'][number] => ({
  weight,
  t: mean(t.map((own) => own / (1 - own))).map((odds) => odds / (1 + odds)),
});
