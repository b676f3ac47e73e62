import { OrielError } from '../errors.ts';
import { modelWords } from '../words/en.ts';

/** The one WebGPU device of a worker. */
export interface GpuDevice {
  readonly device: GPUDevice;
  /** Vendor and architecture, with "software" where no hardware stands behind it. */
  readonly adapter: string;
  readonly software: boolean;
  /** Resolves when the device is lost, by a driver's reset or by `destroy`, with the reason. */
  readonly lost: Promise<string>;
  destroy(): void;
}

/** Limits that decide how large a model's tensors and workgroups may be. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GPUSupportedLimits)[];
/** What the runtime makes use of where it is there. */
const FEATURES = ['shader-f16', 'subgroups', 'timestamp-query'] as const satisfies readonly GPUFeatureName[];

/** Opens the fastest GPU with all it gives. Throws `failure-backend` where there is none. */
export async function openDevice(): Promise<GpuDevice> {
  const gpu = globalThis.navigator?.gpu;
  if (!gpu) throw new OrielError('failure-backend', { backend: 'webgpu', text: modelWords.noWebGpu });
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new OrielError('failure-backend', { backend: 'webgpu', text: modelWords.noAdapter });
  try {
    const device = await adapter.requestDevice({
      requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
      requiredFeatures: FEATURES.filter((name) => adapter.features.has(name)),
    });
    const software = adapter.info.isFallbackAdapter;
    return {
      device,
      adapter: adapterName(adapter.info),
      software,
      lost: device.lost.then(({ message }) => modelWords.deviceLost(message)),
      destroy: () => device.destroy(),
    };
  } catch (cause) {
    throw new OrielError(
      'failure-backend',
      { backend: 'webgpu', text: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
}

/** An adapter in words: vendor, then architecture or description. */
export function adapterName({ vendor, architecture, description, device, isFallbackAdapter }: GPUAdapterInfo): string {
  const parts = [vendor, architecture || description || device, isFallbackAdapter ? modelWords.softwareAdapter : ''];
  return parts.filter((part) => part !== '').join(' ') || modelWords.unnamedAdapter;
}
