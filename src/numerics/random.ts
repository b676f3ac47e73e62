import { log } from './math.ts';

/** A seeded stream of random numbers: the same seed gives the same numbers on every engine. */
export interface Random {
  /** 32 random bits. */
  bits(): number;
  /** Uniform in [0, 1), with 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, n), without bias, for n from 1 to 2^32. */
  integer(n: number): number;
  /** Standard normal, by Marsaglia's polar method (no trigonometry). */
  normal(): number;
  /** Shuffles in place (Fisher–Yates) and returns the array. */
  shuffle<T extends { [index: number]: number; readonly length: number }>(values: T): T;
  /**
   * A stream that depends on this stream's seed and the label alone, not on how much has been drawn
   * from this one.
   */
  fork(label: string): Random;
}

/** Scatters nearby 32-bit numbers (a bijection: the last step of splitmix32). */
function scramble(value: number): number {
  let t = value ^ (value >>> 16);
  t = Math.imul(t, 0x21f0aaad);
  t ^= t >>> 15;
  t = Math.imul(t, 0x735a2d97);
  return (t ^ (t >>> 15)) | 0;
}

/**
 * sfc32 (PractRand's small fast counting generator), seeded through splitmix32. The seed is taken
 * modulo 2^32.
 */
export function createRandom(seed: number): Random {
  let mixer = seed | 0;
  const mix = (): number => {
    mixer = (mixer + 0x9e3779b9) | 0;
    return scramble(mixer);
  };
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = 1;
  let spare: number | null = null;

  const bits = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) bits();

  const uniform = (): number => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;

  const integer = (n: number): number => {
    const limit = 4294967296 - (4294967296 % n);
    let x = bits();
    while (x >= limit) x = bits();
    return x % n;
  };

  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * log(s)) / s);
        spare = v * factor;
        return u * factor;
      }
    }
  };

  return {
    bits,
    uniform,
    integer,
    normal,
    shuffle(values) {
      for (let i = values.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        const held = values[i];
        (values as { [index: number]: number })[i] = values[j];
        (values as { [index: number]: number })[j] = held;
      }
      return values;
    },
    fork(label) {
      let hash = 0x811c9dc5;
      for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
      return createRandom(scramble(scramble(seed | 0) ^ hash));
    },
  };
}
