import type { Buffers } from './buffers.ts';

/**
 * A compute shader. It binds its parameters, as a uniform buffer, at 0 and its buffers after that.
 */
export interface Kernel {
  /** Runs at least this many threads, after all work submitted before. */
  run(parameters: readonly number[], buffers: readonly GPUBuffer[], threads: number): void;
}

interface KernelOptions {
  /** Threads of a workgroup, as the shader declares them. */
  readonly group: number;
  readonly constants?: Record<string, number>;
}

/** Each job makes its own kernels, but a device compiles each shader once. */
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
 * Prepares a shader whose entry point is `main`; its parameters' buffer belongs to `own`. Where the
 * threads need more workgroups than one dimension may have, they continue in the second: thread x
 * of row y has the number x + y × the threads of a row.
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
      // As Int32Array, so that negative parameters keep their bits.
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
