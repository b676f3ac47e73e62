import { description } from '../kinds/interactions.ts';
import { ChartElement } from './chart-element.ts';

/** `<oriel-interactions>`: what each two players do together. */
export class InteractionsElement extends ChartElement {
  override get description() {
    return description;
  }
}

customElements.define('oriel-interactions', InteractionsElement);
