import { html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { Canvas } from '../chart.ts';
import { type AnswerCurve, answerCurveScene, nearestPoint } from '../kinds/answer-curve.ts';
import { browserMeasure, type Measure } from '../scene/measure.ts';
import { paint } from '../scene/paint.ts';
import { chartStyles, colours, mediaStyles } from './styles.ts';

let measure: Measure | null = null;

/**
 * `<oriel-answer-curve>`: the model's answers along a column. Dragging over it fires
 * `oriel-curve-point` with the place of the point it is over; whoever holds it moves `active`.
 */
export class AnswerCurveElement extends LitElement {
  static override styles = [colours, chartStyles, mediaStyles];
  static override properties: PropertyDeclarations = {
    curve: { attribute: false },
    active: { type: Number },
    width: { state: true },
  };

  declare curve: AnswerCurve | null;
  declare active: number | null;
  declare private width: number;
  private readonly resizing = new ResizeObserver(([entry]) => {
    // In the next frame: drawing now would change the height while the observer reports.
    requestAnimationFrame(() => {
      this.width = Math.floor(entry.contentRect.width);
    });
  });

  constructor() {
    super();
    this.curve = null;
    this.active = null;
    this.width = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resizing.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizing.disconnect();
  }

  private get canvas(): Canvas {
    measure ??= browserMeasure(getComputedStyle(this).fontFamily || undefined);
    return { width: this.width, measure, active: this.active };
  }

  override willUpdate(): void {
    if (this.width === 0) this.width = Math.floor(this.clientWidth);
  }

  override updated(): void {
    const svg = this.renderRoot.querySelector('svg');
    if (svg && this.curve && this.width > 0) paint(svg, answerCurveScene(this.curve, this.canvas));
  }

  override render() {
    const { curve } = this;
    if (!curve) return nothing;
    return html`
      <div class="drawing">
        <svg role="img" aria-label=${curve.summary} @pointerdown=${this.onPoint} @pointermove=${this.onPoint}></svg>
      </div>
    `;
  }

  private onPoint(event: PointerEvent): void {
    const svg = event.currentTarget as SVGSVGElement;
    if (!this.curve || (event.type === 'pointermove' && event.buttons !== 1)) return;
    if (event.type === 'pointerdown') svg.setPointerCapture(event.pointerId);
    const { left, top } = svg.getBoundingClientRect();
    const detail = nearestPoint(this.curve, this.canvas, [event.clientX - left, event.clientY - top]);
    this.dispatchEvent(new CustomEvent('oriel-curve-point', { detail }));
  }
}

customElements.define('oriel-answer-curve', AnswerCurveElement);
