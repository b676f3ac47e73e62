/** How runtimes, browsers and drivers say that memory has run out, by the text of their errors. */
const TEXTS = [
  /out of memory|\bOOM\b/i, // WebGPU; V8; emscripten's abort
  /bad_alloc/, // C++
  /failed to allocate|allocation failed|could not allocate|memory allocation/i, // onnxruntime's arena; V8's array buffers
  /require more than \d+ bytes|SafeIntOnOverflow/, // onnxruntime's operators, past what 32 bits count
  /Maximum memory size exceeded|Cannot enlarge memory|could not grow/i, // WebAssembly.Memory
  /Invalid typed array length|Invalid array buffer length/, // V8, past the largest size there is
];

export const isOutOfMemory = (text: string): boolean => TEXTS.some((pattern) => pattern.test(text));
