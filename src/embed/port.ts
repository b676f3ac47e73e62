/** What of a MessagePort is needed here. */
export interface Port {
  postMessage(data: unknown, transfer: Transferable[]): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  close(): void;
}
