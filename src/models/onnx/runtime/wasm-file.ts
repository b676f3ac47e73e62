import address from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

/** Where the build put the WebAssembly of the CPU's runtime. */
export const wasmFile = address;
