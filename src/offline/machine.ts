/**
 * The runtimes that this machine uses: the CPU's, and the GPU's where there is one that is no
 * software.
 */
export async function runtimeParts(): Promise<string[]> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  const gpu = adapter && !adapter.info.isFallbackAdapter;
  const ofGpu = 'Suspending' in WebAssembly ? 'runtime/jspi' : 'runtime/asyncify';
  return ['runtime/cpu', 'runtime/tfjs', ...(gpu ? [ofGpu] : [])];
}
