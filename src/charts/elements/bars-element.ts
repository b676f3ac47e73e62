import { description } from '../kinds/bars.ts';
import { ChartElement } from './chart-element.ts';

/** `<oriel-bars>`: signed bars with their intervals. */
export class BarsElement extends ChartElement {
  override get description() {
    return description;
  }
}

customElements.define('oriel-bars', BarsElement);
