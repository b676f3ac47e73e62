/**
 * Touches of the corner that ask for the maintenance page, and the time for them in milliseconds.
 */
const TOUCHES = 5;
const WITHIN = 3_000;
/** The corner's size in CSS pixels. */
const CORNER = 96;

/**
 * Whether a touch completes the gesture: five quick ones in the upper corner where lines begin.
 * `width` is the window's.
 */
export function createGesture(): (touch: {
  readonly x: number;
  readonly y: number;
  readonly time: number;
  readonly width: number;
  readonly rtl: boolean;
}) => boolean {
  let times: readonly number[] = [];
  return ({ x, y, time, width, rtl }) => {
    const isCorner = y < CORNER && (rtl ? width - x : x) < CORNER;
    times = isCorner ? [...times.filter((one) => time - one < WITHIN), time] : [];
    if (times.length < TOUCHES) return false;
    times = [];
    return true;
  };
}
