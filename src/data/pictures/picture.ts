/** A decoded picture: upright (EXIF orientation applied), with transparency laid on white. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGB, height × width × 3. */
  readonly rgb: Uint8Array;
}
