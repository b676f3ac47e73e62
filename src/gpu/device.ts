import { english } from '../catalogue/english.ts';
import { type Message, message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';

/** The one WebGPU device of a worker. */
export interface GpuDevice {
  readonly device: GPUDevice;
  /** Vendor and architecture, in English, with "software" for an adapter without hardware. */
  readonly adapter: string;
  readonly software: boolean;
  /** Resolves with the reason once the device is lost, after a driver's reset or `destroy`. */
  readonly lost: Promise<Message>;
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
/** Features that the runtimes use where the adapter has them. */
const FEATURES = ['shader-f16', 'subgroups', 'timestamp-query'] as const satisfies readonly GPUFeatureName[];

/**
 * Opens the fastest GPU with its full limits. Throws `failure-backend` where there is none, or
 * where it gives no device.
 */
export async function openDevice(): Promise<GpuDevice> {
  const gpu = globalThis.navigator?.gpu;
  if (!gpu) throw new OrielError('failure-backend', { backend: 'webgpu', text: message('model.noWebGpu') });
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new OrielError('failure-backend', { backend: 'webgpu', text: message('model.noAdapter') });
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
      lost: device.lost.then((info) => message('model.deviceLost', { text: foreign(info.message) })),
      destroy: () => device.destroy(),
    };
  } catch (cause) {
    throw new OrielError('failure-backend', { backend: 'webgpu', text: foreign(cause) }, { cause });
  }
}

/** An adapter's name for records: its vendor, then its architecture or description. */
export function adapterName({ vendor, architecture, description, device, isFallbackAdapter }: GPUAdapterInfo): string {
  const software = isFallbackAdapter ? english.say('model.softwareAdapter') : '';
  const parts = [vendor, architecture || description || device, software];
  return parts.filter((part) => part !== '').join(' ') || english.say('model.unnamedAdapter');
}
