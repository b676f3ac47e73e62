import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { createCamera } from './camera.ts';
import { Part } from './part.ts';

/** The longer side of a photo that is taken, in pixels: more than any model looks at. */
const SIDE = 1280;

/** Photos to choose from, and one of the visitor's own where the settings allow it. */
export class PhotoControls extends Part {
  private readonly camera = createCamera(() => {
    const video = { width: { ideal: SIDE }, facingMode: 'user' };
    return navigator.mediaDevices.getUserMedia({ video, audio: false });
  });
  private denied = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.camera.close();
  }

  protected override updated(_changed: PropertyValues<this>): void {
    const { stream } = this.camera;
    const video = this.querySelector('video');
    if (video && video.srcObject !== stream) video.srcObject = stream;
    // One that is being opened is not on yet.
    if (stream && !this.state.camera) this.camera.close();
  }

  protected override render() {
    const { question, settings, camera } = this.state;
    if (question?.kind !== 'image') return nothing;
    if (camera && this.camera.stream) return this.finder();
    const choose = (at: number) => () => at !== question.at && this.visit.change({ ...question, at });
    return html`
      <h2>${this.say('kiosk.photo.choose')}</h2>
      <div class="photos">
        ${question.photos.map(
          ({ url, name }, at) => html`
            <button type="button" aria-pressed=${at === question.at} @click=${choose(at)}>
              <img src=${url} alt=${name.replace(/^.*\/|\.\w+$/g, '')} draggable="false">
            </button>
          `,
        )}
      </div>
      ${settings.photos === 'none' ? nothing : this.bring(settings.photos)}
    `;
  }

  private bring(from: 'camera' | 'file'): TemplateResult {
    const choose = ({ currentTarget }: Event) => {
      const input = currentTarget as HTMLInputElement;
      const [file] = input.files ?? [];
      input.value = '';
      if (file) this.visit.bringPhoto(file);
    };
    return html`
      <div class="acts">
        ${
          from === 'camera'
            ? html`<button type="button" @click=${this.openCamera}>${this.say('kiosk.photo.camera')}</button>`
            : html`<label class="button file">${this.say('kiosk.photo.file')}
                <input type="file" accept="image/jpeg,image/png" @change=${choose}></label>`
        }
      </div>
      <p class="remark" role="status">${this.say(this.denied ? 'kiosk.photo.denied' : 'kiosk.photo.never')}</p>
    `;
  }

  /** What the camera sees. */
  private finder(): TemplateResult {
    return html`
      <div class="finder">
        <video autoplay muted playsinline></video>
        <div class="acts">
          <button type="button" @click=${this.cancel}>${this.say('kiosk.photo.cancel')}</button>
          <button type="button" class="start" @click=${this.take}>${this.say('kiosk.photo.take')}</button>
        </div>
      </div>
    `;
  }

  private readonly cancel = (): void => this.visit.show({ camera: false });

  private readonly openCamera = async (): Promise<void> => {
    try {
      if (!(await this.camera.open())) return;
      this.denied = false;
      this.visit.show({ camera: true });
    } catch {
      this.denied = true;
      this.requestUpdate();
    }
  };

  private readonly take = async (): Promise<void> => {
    const video = this.querySelector('video');
    if (!video || video.videoWidth === 0) return;
    const canvas = document.createElement('canvas');
    const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
    if (blob) this.visit.bringPhoto(new File([blob], 'photo.jpg', { type: 'image/jpeg' }));
  };
}

customElements.define('oriel-photo-controls', PhotoControls);
