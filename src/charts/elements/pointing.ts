import type { PictureMark } from '../whole/picture.ts';
import { Brush, keysWithin } from './brush.ts';
import { placeAfter } from './key-steps.ts';
import { type PlacedPoint, pointAt } from './point-canvas.ts';
import type { Point } from './tip.ts';

/** The picture that is pointed at. */
interface Pointed {
  /** In the order of the arrow keys. */
  readonly marks: () => readonly PictureMark[];
  /** Marks that a canvas shows. */
  readonly points: () => readonly PlacedPoint[];
  readonly drawing: () => SVGSVGElement | null;
  /** The rectangle that a brush draws. */
  readonly frame: () => HTMLElement | null;
  /** Whether several marks can be chosen together. */
  readonly canBrush: () => boolean;
  /** Key of the mark that is pointed at. */
  readonly active: () => string | null;
  readonly point: (key: string | null) => void;
  /** Hears that what was gathered is not any more. */
  readonly letGo: () => void;
  readonly choose: (key: string) => void;
  readonly brush: (keys: readonly string[]) => void;
}

/** What pointers and keys do on a picture: point at marks, choose one, or several together. */
export class Pointing {
  pointer: Point | null = null;
  /** Keys of marks that were chosen together so far, by keys. */
  gathered: readonly string[] = [];
  private readonly rectangle: Brush;

  constructor(private readonly on: Pointed) {
    this.rectangle = new Brush(on.frame);
  }

  readonly down = (event: PointerEvent): void => {
    if (this.gathered.length > 0) this.on.letGo();
    this.gathered = [];
    if (this.on.canBrush()) this.rectangle.down(event);
    this.move(event);
  };

  readonly up = (): void => {
    const [box, drawing] = [this.rectangle.up(), this.on.drawing()];
    if (box && drawing) this.brushed(keysWithin(drawing, this.on.points(), box));
  };

  readonly cancel = (): void => {
    this.rectangle.cancel();
  };

  readonly move = (event: PointerEvent): void => {
    if (this.rectangle.move(event)) {
      this.on.point(null);
      return;
    }
    const key = this.keyUnder(event);
    this.pointer = { x: event.clientX, y: event.clientY };
    if (key !== null || event.pointerType === 'mouse') this.on.point(key);
  };

  readonly leave = (event: Event): void => {
    // Lifting a finger keeps what it touched.
    if (event instanceof PointerEvent && event.pointerType !== 'mouse') return;
    this.gathered = [];
    this.on.point(null);
  };

  readonly click = (event: MouseEvent): void => {
    const key = this.rectangle.takesClick() ? null : this.keyUnder(event);
    if (key !== null) this.on.choose(key);
  };

  /**
   * Arrow keys go through the marks, with Shift they gather those that they pass; Home and End go
   * to the ends, Escape to none; Enter chooses.
   */
  readonly key = (event: KeyboardEvent): void => {
    this.pointer = null;
    const { gathered, on } = this;
    const [marks, active] = [on.marks(), on.active()];
    const at = marks.findIndex(({ key }) => key === active);
    const next = placeAfter(event.key, at, marks.length);
    if (event.key === 'Enter' && gathered.length > 0) this.brushed(gathered);
    else if (event.key === 'Enter' && active !== null) on.choose(active);
    else if (event.key === 'Escape' && active !== null) on.point(null);
    else if (next !== null) on.point(marks[next].key);
    else return;
    const more = on.canBrush() && event.shiftKey && next !== null;
    this.gathered = more ? [...new Set([...gathered, ...(active === null ? [] : [active]), marks[next].key])] : [];
    event.preventDefault();
  };

  private brushed(keys: readonly string[]): void {
    if (keys.length > 0) this.on.brush(keys);
  }

  /** The key of the mark under a pointer; null where there is none. */
  private keyUnder(event: MouseEvent): string | null {
    const box = this.on.drawing()?.getBoundingClientRect();
    const point = box && pointAt(this.on.points(), event.clientX - box.left, event.clientY - box.top);
    if (point) return point.key;
    const marks = event.composedPath().filter((target): target is Element => target instanceof Element);
    return marks.find((mark) => mark.hasAttribute('data-key'))?.getAttribute('data-key') ?? null;
  }
}
