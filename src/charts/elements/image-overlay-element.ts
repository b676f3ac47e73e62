import { html } from 'lit';
import { chartWords as words } from '../../words/en.ts';
import type { Canvas } from '../chart.ts';
import { defaultStrength, description } from '../kinds/image-overlay.ts';
import { ChartElement } from './chart-element.ts';

/**
 * `<oriel-image-overlay>`: the picture with its segments coloured by what they add or take away.
 */
export class ImageOverlayElement extends ChartElement {
  static override properties = { strength: { type: Number }, outlines: { type: Boolean }, grey: { type: Boolean } };

  declare strength: number;
  declare outlines: boolean;
  declare grey: boolean;

  constructor() {
    super();
    this.strength = defaultStrength;
    this.outlines = false;
    this.grey = true;
  }

  override get description() {
    return description;
  }

  protected override canvas(width: number): Canvas {
    const { strength, outlines, grey } = this;
    return { ...super.canvas(width), strength, outlines, grey };
  }

  protected override controls() {
    const read = (event: Event) => event.currentTarget as HTMLInputElement;
    return html`
      <div class="controls">
        <label>${words.strength}
          <input type="range" min="0" max="1" step="0.05" .value=${String(this.strength)} @input=${(event: Event) => this.set('strength', Number(read(event).value))} />
        </label>
        <label><input type="checkbox" .checked=${this.outlines} @change=${(event: Event) => this.set('outlines', read(event).checked)} />${words.outlines}</label>
        <label><input type="checkbox" .checked=${this.grey} @change=${(event: Event) => this.set('grey', read(event).checked)} />${words.grey}</label>
      </div>
    `;
  }

  private set<Name extends 'strength' | 'outlines' | 'grey'>(name: Name, value: this[Name]): void {
    this[name] = value;
  }
}

customElements.define('oriel-image-overlay', ImageOverlayElement);
