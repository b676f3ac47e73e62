/** A place in pixels, as the browser counts them from the window's corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Marks higher than this have the tip beside the pointer, all others below themselves. */
const tall = 60;
/** Between a tip and what it belongs to. */
const gap = 4;

/** Shows the tip of a drawing beside the mark it describes; none without one. */
export function showTip(drawing: ParentNode, mark: Element | null, pointer: Point | null): void {
  const tip = drawing.querySelector<HTMLElement>('.tip');
  if (tip) tip.hidden = mark === null;
  if (tip && mark) placeTip(tip, mark, pointer);
}

/** Puts a tip near the mark it describes and the pointer on it, within the drawing. */
function placeTip(tip: HTMLElement, mark: Element, pointer: Point | null): void {
  const drawing = tip.parentElement as HTMLElement;
  const around = drawing.getBoundingClientRect();
  const box = mark.getBoundingClientRect();
  const [width, height] = [tip.offsetWidth, tip.offsetHeight];
  const beside = pointer !== null && box.height > tall;
  const bottom = beside ? pointer.y + 4 * gap : box.bottom;
  const top = beside ? pointer.y : box.top;
  const left = (pointer === null ? box.left + box.width * 0.3 : pointer.x + 3 * gap) - around.left;
  const below = bottom + gap - around.top;
  const y = below + height <= around.height ? below : Math.max(0, top - gap - height - around.top);
  // The page's policy allows no style attributes, but properties set one by one.
  tip.style.setProperty('left', `${Math.max(gap, Math.min(left, around.width - width - gap))}px`);
  tip.style.setProperty('top', `${y}px`);
}
