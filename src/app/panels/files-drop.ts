import { html, nothing } from 'lit';
import { droppedFiles } from '../opening/dropped-files.ts';
import { Panel } from './panel.ts';

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Whether something on the page takes these files itself. */
const isTaken = (event: DragEvent): boolean =>
  event.composedPath().some((one) => one instanceof Element && one.hasAttribute('data-takes-files'));

/** Takes files dropped anywhere on the page, and says so while they are held above it. */
export class FilesDrop extends Panel {
  private over = false;
  private readonly listening = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    const { signal } = this.listening;
    addEventListener('dragover', this.dragOver, { signal });
    addEventListener('dragleave', this.dragLeave, { signal });
    addEventListener('drop', this.drop, { signal });
    addEventListener('keydown', this.escape, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.abort();
  }

  private readonly dragOver = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    this.setOver(!isTaken(event));
  };

  private readonly dragLeave = (event: DragEvent) => {
    // Only leaving the window leads to no other element.
    if (event.relatedTarget === null) this.setOver(false);
  };

  private readonly drop = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    this.setOver(false);
    if (isTaken(event)) return;
    void droppedFiles(event.dataTransfer).then((files) => this.controller.openFiles(files));
  };

  private readonly escape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') this.setOver(false);
  };

  private setOver(over: boolean): void {
    if (over === this.over) return;
    this.over = over;
    this.requestUpdate();
  }

  protected override render() {
    if (!this.over) return nothing;
    return html`
      <div class="drop">
        <p><strong>${this.say('page.files.drop')}</strong><span>${this.say('page.files.dropHint')}</span></p>
      </div>
    `;
  }
}

customElements.define('oriel-files-drop', FilesDrop);
