/** Larger files are no small networks: of their calls, making rows is a small part. */
const MOST_BYTES = 2 ** 22;

/**
 * Whether the code that reads networks is worth loading for an ONNX file: they multiply matrices.
 */
export function mayHoldNetwork(bytes: Uint8Array): boolean {
  if (bytes.length > MOST_BYTES) return false;
  const text = new TextDecoder('latin1').decode(bytes);
  return text.includes('Gemm') || text.includes('MatMul');
}
