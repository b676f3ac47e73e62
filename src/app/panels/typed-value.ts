import { noChange } from 'lit';
import { Directive, directive, type PropertyPart } from 'lit/directive.js';
import { setCommittedValue } from 'lit/directive-helpers.js';

/**
 * The value of a field as the state has it. As long as a person types in it, it is theirs: what is
 * drawn meanwhile, as progress is, does not take it back.
 */
class TypedValue extends Directive {
  private isTyping = false;
  private isWatched = false;

  render(value: string): unknown {
    return value;
  }

  override update(part: PropertyPart, [value]: [string]): unknown {
    const field = part.element as HTMLInputElement | HTMLTextAreaElement;
    if (!this.isWatched) {
      this.isWatched = true;
      const typing = (is: boolean) => () => {
        this.isTyping = is;
      };
      // Before whoever hears of the change, and draws what has become of it.
      field.addEventListener('input', typing(true), { capture: true });
      for (const end of ['change', 'blur']) field.addEventListener(end, typing(false), { capture: true });
    }
    if (this.isTyping || field.value === value) return noChange;
    setCommittedValue(part); // it is not what was drawn last
    return value;
  }
}

export const typedValue = directive(TypedValue);
