import type { ReactiveControllerHost } from 'lit';
import type { WindowChoice } from '../../library/index.ts';

/** Rows and columns that are wanted. */
export type Need = WindowChoice;

/** Pixels. A finger needs more room than a pointer. */
const ROW = matchMedia('(pointer: coarse)').matches ? 44 : 32;
/** Least height of the headings: they may take several lines. */
const HEAD = 52;
const NUMBER = 84;
const COLUMN = 148;
/** Browsers draw nothing much longer; beyond it a step of the bar is more than one row. */
const LONGEST = 8_000_000;

/** Whether what is in sight is within what was asked for. */
export const isNear = (asked: Need, inSight: Need): boolean =>
  inSight.from >= asked.from &&
  inSight.from + inSight.count <= asked.from + asked.count &&
  inSight.columns[0] >= asked.columns[0] &&
  inSight.columns[0] + inSight.columns[1] <= asked.columns[0] + asked.columns[1];

/**
 * What is in sight of a table that scrolls, in whole rows and columns: what is drawn stands still,
 * and the bars say which part of the table it shows.
 */
export class Viewport {
  /** Rows, and columns besides the first, which stays. */
  size = { rows: 0, columns: 0 };
  first = { row: 0, column: 0 };
  private box = { width: 0, height: 0, head: HEAD };
  private scroller: HTMLElement | null = null;
  private readonly resized = new ResizeObserver(() => this.host.requestUpdate());

  constructor(private readonly host: ReactiveControllerHost) {}

  /** Rows and columns that fit as a whole. */
  get whole() {
    return {
      rows: Math.max(1, Math.floor((this.box.height - this.box.head) / ROW)),
      columns: Math.max(1, Math.floor((this.box.width - NUMBER) / COLUMN)),
    };
  }

  /** Rows and columns to draw: the last ones may be cut off. */
  get shown() {
    const { rows, columns } = this.whole;
    return { rows: rows + 1, columns: columns + 1 };
  }

  private get last() {
    const { rows, columns } = this.whole;
    return { row: Math.max(0, this.size.rows - rows), column: Math.max(0, this.size.columns - columns) };
  }

  /** Takes over where the table is drawn, and its size. */
  measure(scroller: HTMLElement | null): void {
    if (!scroller) return;
    if (scroller !== this.scroller) {
      this.resized.disconnect();
      this.resized.observe(scroller);
      this.scroller = scroller;
      const { style } = scroller;
      for (const [name, value] of Object.entries({ row: ROW, head: HEAD, number: NUMBER, column: COLUMN }))
        style.setProperty(`--grid-${name}`, `${value}px`);
    }
    const { clientWidth: width, clientHeight: height } = scroller;
    const canvas = scroller.firstElementChild as HTMLElement;
    const head = Math.max(HEAD, scroller.querySelector('thead')?.offsetHeight ?? 0);
    canvas.style.blockSize = `${Math.min(LONGEST, head + this.size.rows * ROW)}px`;
    canvas.style.inlineSize = `${NUMBER + this.size.columns * COLUMN}px`;
    const { box } = this;
    if (width === box.width && height === box.height && head === box.head) return;
    this.box = { width, height, head };
    this.read();
    this.host.requestUpdate();
  }

  /** Reads what the bars say; whether that is another part. */
  read(): boolean {
    const { scroller } = this;
    if (!scroller) return false;
    const part = (at: number, most: number) => (most > 0 ? Math.min(1, Math.abs(at) / most) : 0);
    const first = {
      row: Math.round(part(scroller.scrollTop, scroller.scrollHeight - scroller.clientHeight) * this.last.row),
      column: Math.round(part(scroller.scrollLeft, scroller.scrollWidth - scroller.clientWidth) * this.last.column),
    };
    const moved = first.row !== this.first.row || first.column !== this.first.column;
    this.first = first;
    return moved;
  }

  /** Scrolls as far as it takes to show a row or column as a whole. */
  show({ row, column }: { readonly row?: number; readonly column?: number }): void {
    const { scroller, whole, last, first } = this;
    if (!scroller) return;
    const within = (at: number, from: number, count: number) =>
      at < from ? Math.max(0, at) : at >= from + count ? at - count + 1 : from;
    const to = {
      row: Math.min(last.row, row === undefined ? first.row : within(row, first.row, whole.rows)),
      column: Math.min(last.column, column === undefined ? first.column : within(column, first.column, whole.columns)),
    };
    this.first = to;
    const most = scroller.scrollHeight - scroller.clientHeight;
    const wide = scroller.scrollWidth - scroller.clientWidth;
    const backward = getComputedStyle(scroller).direction === 'rtl' ? -1 : 1;
    if (last.row > 0) scroller.scrollTop = (to.row / last.row) * most;
    if (last.column > 0) scroller.scrollLeft = (backward * to.column * wide) / last.column;
  }
}
