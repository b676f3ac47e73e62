import { ChartElement } from './chart-element.ts';
import { description } from './interactions.ts';

/** `<oriel-interactions>`: what each two players do together. */
export class InteractionsElement extends ChartElement {
  override get description() {
    return description;
  }
}

customElements.define('oriel-interactions', InteractionsElement);
