import { pow } from '../../numerics/math.ts';
import type { Picture } from './picture.ts';

/** Linear light of each sRGB byte. */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
});
const THRESHOLD = 216 / 24389;
const SLOPE = 24389 / 27;

/** The cube root, or a straight line near 0 (CIE 15); `t` lies between 0 and about 1. */
function curve(t: number): number {
  if (t <= THRESHOLD) return (SLOPE * t + 16) / 116;
  let root = 0.35 + 0.65 * t;
  // Halley's iteration triples the correct digits in each step: four steps suffice for float64.
  for (let step = 0; step < 4; step++) {
    const cube = root * root * root;
    root *= (cube + 2 * t) / (2 * cube + t);
  }
  return root;
}

/**
 * CIELAB values (D65 white) of a picture, three for each pixel: L from 0 to 100, a and b from about
 * −100 to 100.
 */
export function labOf({ rgb }: Picture): Float32Array {
  const lab = new Float32Array(rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    if (at > 0 && rgb[at] === rgb[at - 3] && rgb[at + 1] === rgb[at - 2] && rgb[at + 2] === rgb[at - 1]) {
      lab.copyWithin(at, at - 3, at);
      continue;
    }
    const r = LINEAR[rgb[at]];
    const g = LINEAR[rgb[at + 1]];
    const b = LINEAR[rgb[at + 2]];
    const x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const y = curve(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
    const z = curve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
    lab[at] = 116 * y - 16;
    lab[at + 1] = 500 * (x - y);
    lab[at + 2] = 200 * (y - z);
  }
  return lab;
}
