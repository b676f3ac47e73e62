import { ChartElement } from './chart-element.ts';
import { description } from './waterfall.ts';

/** `<oriel-waterfall>`: from the average answer to this one, step by step. */
export class WaterfallElement extends ChartElement {
  override get description() {
    return description;
  }
}

customElements.define('oriel-waterfall', WaterfallElement);
