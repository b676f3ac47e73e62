/**
 * A decoded picture: RGB bytes, row-major, upright (EXIF orientation applied), transparency laid on
 * white.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** height × width × 3. */
  readonly rgb: Uint8Array;
}
