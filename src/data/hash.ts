/** SHA-256 of bytes, as lower-case hex. */
export async function sha256(bytes: ArrayBufferView | ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as BufferSource);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
