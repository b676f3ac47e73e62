/**
 * Whether a colour is nearer to white than to black, as the eye sees it. Browsers put every colour
 * that CSS knows into numbers where they paint it.
 */
export function isLight(colour: string): boolean {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return true;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return 3 * red + 6 * green + blue >= 1275;
}
