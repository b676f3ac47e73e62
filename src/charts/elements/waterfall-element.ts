import { description } from '../kinds/waterfall.ts';
import { ChartElement } from './chart-element.ts';

/** `<oriel-waterfall>`: from the average answer to this one, step by step. */
export class WaterfallElement extends ChartElement {
  override get description() {
    return description;
  }
}

customElements.define('oriel-waterfall', WaterfallElement);
