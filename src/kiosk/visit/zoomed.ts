/** How a picture is moved and enlarged: by `scale` about its upper left corner, then by x and y. */
export interface Zoomed {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const whole: Zoomed = { scale: 1, x: 0, y: 0 };

const MOST = 6;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Kept so that the picture covers its place. */
function within({ scale, x, y }: Zoomed, { width, height }: Size): Zoomed {
  const inside = (offset: number, side: number) => Math.min(0, Math.max(side * (1 - scale), offset)) + 0;
  return { scale, x: inside(x, width), y: inside(y, height) };
}

/** Enlarged by a factor, so that what is at a point stays there. */
export function zoomedAt(zoomed: Zoomed, factor: number, at: { x: number; y: number }, size: Size): Zoomed {
  const scale = Math.min(MOST, Math.max(1, zoomed.scale * factor));
  const grown = scale / zoomed.scale;
  return within({ scale, x: at.x - (at.x - zoomed.x) * grown, y: at.y - (at.y - zoomed.y) * grown }, size);
}

export const movedBy = (zoomed: Zoomed, x: number, y: number, size: Size): Zoomed =>
  within({ ...zoomed, x: zoomed.x + x, y: zoomed.y + y }, size);
