import webgpuModule from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import webgpuWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiModule from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import wasmModule from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import { wasmFile } from './wasm-file.ts';

/** Where the build put the files of each runtime: its module and its WebAssembly. */
export const runtimeFiles = {
  wasm: { mjs: wasmModule, wasm: wasmFile },
  jspi: { mjs: jspiModule, wasm: jspiWasm },
  webgpu: { mjs: webgpuModule, wasm: webgpuWasm },
};

export type RuntimeFiles = typeof runtimeFiles;
