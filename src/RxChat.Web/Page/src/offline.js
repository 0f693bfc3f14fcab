// What is run is this page's own alone (Trusted Types).
const urls = globalThis.trustedTypes?.createPolicy('rxchat', { createScriptURL: (url) => (url === '/sw.js' ? url : '') });

/** The page itself is there without a server, too; where there is no secure context it is not. */
export function serveOffline() {
  navigator.serviceWorker?.register(urls?.createScriptURL('/sw.js') ?? '/sw.js').catch(() => { });
}
