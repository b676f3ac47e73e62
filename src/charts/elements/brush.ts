import type { PlacedPoint } from './point-canvas.ts';

/** Pixels from which on a movement is no click any more. */
const MOVED = 5;
/** Places along a line that are looked at. */
const ALONG = 60;

/** A rectangle in pixels, as the browser counts them from the window's corner. */
type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;

const boxBetween = (a: PointerEvent, b: PointerEvent): Box => ({
  left: Math.min(a.clientX, b.clientX),
  right: Math.max(a.clientX, b.clientX),
  top: Math.min(a.clientY, b.clientY),
  bottom: Math.max(a.clientY, b.clientY),
});

const holds = (box: Box, x: number, y: number): boolean =>
  x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;

/** A rectangle that is drawn over a picture with a mouse or a pen; a finger moves the page. */
export class Brush {
  private from: PointerEvent | null = null;
  private box: Box | null = null;
  /** Whether the click that follows belongs to it. */
  private ended = false;

  constructor(private readonly frame: () => HTMLElement | null) {}

  down(event: PointerEvent): void {
    this.ended = false;
    this.from = event.button === 0 && event.pointerType !== 'touch' ? event : null;
  }

  /** Whether it is drawn. */
  move(event: PointerEvent): boolean {
    const { from } = this;
    if (!from || event.pointerId !== from.pointerId) return false;
    if (!(event.buttons & 1)) return this.cancel();
    const moved = Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > MOVED;
    if (!this.box && !moved) return false;
    if (!this.box) (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.box = boxBetween(from, event);
    this.draw();
    return true;
  }

  /** What was drawn over; null where nothing was. */
  up(): Box | null {
    const { box } = this;
    this.ended = box !== null;
    this.cancel();
    return box;
  }

  cancel(): false {
    this.from = null;
    this.box = null;
    this.draw();
    return false;
  }

  /** Whether a click is the end of a brush; once. */
  takesClick(): boolean {
    const { ended } = this;
    this.ended = false;
    return ended;
  }

  private draw(): void {
    const { box } = this;
    const frame = this.frame();
    const around = frame?.parentElement?.getBoundingClientRect();
    if (!frame || !around) return;
    frame.hidden = box === null;
    if (!box) return;
    // The page's policy allows no style attributes, but properties set one by one.
    const place = {
      left: box.left - around.left,
      top: box.top - around.top,
      width: box.right - box.left,
      height: box.bottom - box.top,
    };
    for (const [name, pixels] of Object.entries(place)) frame.style.setProperty(name, `${pixels}px`);
  }
}

/** Keys of the marks of a drawing that lie within a box, in its order. */
export function keysWithin(drawing: SVGSVGElement, points: readonly PlacedPoint[], box: Box): string[] {
  const { left, top } = drawing.getBoundingClientRect();
  const marks = [...drawing.querySelectorAll<SVGGraphicsElement>('[data-key]')].filter((mark) => touches(mark, box));
  const keys = [
    ...marks.map((mark) => mark.getAttribute('data-key') ?? ''),
    ...points.filter(({ x, y }) => holds(box, left + x, top + y)).map(({ key }) => key),
  ];
  return [...new Set(keys)];
}

function touches(mark: SVGGraphicsElement, box: Box): boolean {
  const own = mark.getBoundingClientRect();
  const apart = own.right < box.left || own.left > box.right || own.bottom < box.top || own.top > box.bottom;
  if (apart) return false;
  // A dot is in by its middle, a line where it runs through.
  if (mark instanceof SVGCircleElement) return holds(box, (own.left + own.right) / 2, (own.top + own.bottom) / 2);
  if (!(mark instanceof SVGPathElement)) return true;
  const toScreen = mark.getScreenCTM();
  const length = mark.getTotalLength();
  return Array.from({ length: ALONG + 1 }, (_, at) => mark.getPointAtLength((at / ALONG) * length)).some((point) => {
    const { x, y } = toScreen ? point.matrixTransform(toScreen) : point;
    return holds(box, x, y);
  });
}
