import type { Buffers } from './buffers.ts';

/** A compute shader with its parameters: numbers in a uniform buffer (binding 0), then buffers. */
export interface Kernel {
  /** Runs so many threads at least, after all that was submitted before. */
  run(parameters: readonly number[], buffers: readonly GPUBuffer[], threads: number): void;
}

export interface KernelOptions {
  /** Threads of a workgroup, as the shader says. */
  readonly group: number;
  readonly constants?: Record<string, number>;
}

/** Shaders are compiled once a device: every job has kernels of its own. */
const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

function pipelineOf(device: GPUDevice, code: string, constants: Record<string, number>): Promise<GPUComputePipeline> {
  const known = compiled.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  compiled.set(device, known);
  const key = JSON.stringify([code, constants]);
  const compile = () =>
    device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code }), constants },
    });
  const pipeline = known.get(key) ?? compile();
  known.set(key, pipeline);
  return pipeline;
}

/**
 * Makes ready a shader whose entry is `main`; its parameters go with `own`. Where threads need more
 * workgroups than a dimension may have they go on in the next: thread x of row y is x + y × the
 * row's threads.
 */
export async function createKernel(
  device: GPUDevice,
  own: Buffers,
  code: string,
  options: KernelOptions,
): Promise<Kernel> {
  const { group, constants = {} } = options;
  const pipeline = await pipelineOf(device, code, constants);
  const most = device.limits.maxComputeWorkgroupsPerDimension;
  let uniform: GPUBuffer | null = null;

  return {
    run(parameters, buffers, threads) {
      uniform ??= own.uniform(parameters.length);
      // Negative numbers keep their bits.
      device.queue.writeBuffer(uniform, 0, Int32Array.from(parameters));
      const entries = [uniform, ...buffers].map((buffer, binding) => ({ binding, resource: { buffer } }));
      const groups = Math.ceil(threads / group);
      const across = Math.min(groups, most);
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
      pass.dispatchWorkgroups(across, Math.ceil(groups / across));
      pass.end();
      device.queue.submit([encoder.finish()]);
    },
  };
}
