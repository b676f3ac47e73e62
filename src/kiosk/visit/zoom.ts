import { html, LitElement, type TemplateResult } from 'lit';
import { movedBy, whole, type Zoomed, zoomedAt } from './zoomed.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** One touch of the buttons. */
const STEP = 1.5;

/** A picture that two fingers enlarge, and one moves; the page around stays as it is. */
export class Zoom extends LitElement {
  static override properties = { picture: { attribute: false }, closer: {}, away: {} };
  declare picture: TemplateResult;
  /** Labels of the buttons. */
  declare closer: string;
  declare away: string;
  private zoomed: Zoomed = whole;
  private readonly fingers = new Map<number, Place>();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    return html`
      <div class="lens" @pointerdown=${this.down} @pointermove=${this.move} @pointerup=${this.up}
        @pointercancel=${this.up} @wheel=${this.wheel}><div class="moved">${this.picture}</div></div>
      <div class="zooming">
        <button type="button" aria-label=${this.away} @click=${() => this.step(1 / STEP)}>−</button>
        <button type="button" aria-label=${this.closer} @click=${() => this.step(STEP)}>+</button>
      </div>
    `;
  }

  private get lens(): DOMRect {
    return (this.querySelector('.lens') as HTMLElement).getBoundingClientRect();
  }

  private set(zoomed: Zoomed): void {
    this.zoomed = zoomed;
    const moved = this.querySelector<HTMLElement>('.moved');
    if (moved) moved.style.transform = `translate(${zoomed.x}px, ${zoomed.y}px) scale(${zoomed.scale})`;
  }

  private step(factor: number): void {
    const { width, height } = this.lens;
    this.set(zoomedAt(this.zoomed, factor, { x: width / 2, y: height / 2 }, { width, height }));
  }

  private readonly wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const lens = this.lens;
    const at = { x: event.clientX - lens.x, y: event.clientY - lens.y };
    this.set(zoomedAt(this.zoomed, 1.002 ** -event.deltaY, at, lens));
  };

  private readonly down = (event: PointerEvent): void => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };

  private readonly up = ({ pointerId }: PointerEvent): void => {
    this.fingers.delete(pointerId);
  };

  private readonly move = ({ pointerId, clientX: x, clientY: y }: PointerEvent): void => {
    const before = this.fingers.get(pointerId);
    if (!before) return;
    this.fingers.set(pointerId, { x, y });
    const lens = this.lens;
    const other = [...this.fingers].find(([id]) => id !== pointerId)?.[1];
    if (!other) {
      this.set(movedBy(this.zoomed, x - before.x, y - before.y, lens));
      return;
    }
    const far = (place: Place) => Math.max(1, Math.hypot(place.x - other.x, place.y - other.y));
    const at = { x: (x + other.x) / 2 - lens.x, y: (y + other.y) / 2 - lens.y };
    this.set(zoomedAt(this.zoomed, far({ x, y }) / far(before), at, lens));
  };
}

customElements.define('oriel-zoom', Zoom);
