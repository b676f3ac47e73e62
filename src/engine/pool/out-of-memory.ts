/** How runtimes, browsers and drivers say that memory has run out, by the text of their errors. */
const TEXTS = [
  /out of memory|\bOOM\b/i, // WebGPU; V8; emscripten's abort
  /bad_alloc/, // C++
  // onnxruntime's arena; V8's array buffers
  /failed to allocate|allocation failed|could not allocate|memory allocation/i,
  /require more than \d+ bytes|SafeIntOnOverflow|Integer overflow/, // onnxruntime's operators, past what 32 bits count
  /Tensor shape is too large|memory access out of bounds/, // onnxruntime, past what 32 bits address
  /Maximum memory size exceeded|Cannot enlarge memory|could not grow/i, // WebAssembly.Memory
  /Invalid typed array length|Invalid array buffer length/, // V8, past the largest size there is
];

export function isOutOfMemory(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error);
  return TEXTS.some((pattern) => pattern.test(text));
}
