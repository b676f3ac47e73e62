import { html } from 'lit';
import type { Canvas } from '../chart.ts';
import { defaultStrength, description } from '../kinds/image-overlay.ts';
import type { View } from '../view.ts';
import { ChartElement } from './chart-element.ts';

/** `<oriel-image-overlay>`: the picture with its segments coloured by their effects. */
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

  protected override controls({ language }: View) {
    const input = (event: Event) => event.currentTarget as HTMLInputElement;
    const setStrength = (event: Event) => {
      this.strength = Number(input(event).value);
    };
    const checkbox = (name: 'outlines' | 'grey') => {
      const set = (event: Event) => {
        this[name] = input(event).checked;
      };
      const text = language.say(`chart.${name}`);
      return html`<label><input type="checkbox" .checked=${this[name]} @change=${set} />${text}</label>`;
    };
    return html`
      <div class="controls">
        <label>${language.say('chart.strength')}
          <input type="range" min="0" max="1" step="0.05" .value=${String(this.strength)} @input=${setStrength} />
        </label>
        ${checkbox('outlines')}
        ${checkbox('grey')}
      </div>
    `;
  }
}

customElements.define('oriel-image-overlay', ImageOverlayElement);
