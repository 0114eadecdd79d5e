// A partnership's own figures stand as a script in its folder, since a page from disk may load nothing else. Whoever
// wants them asks here, by the address of that script, and gets a promise of what it hands over.
(() => {
  "use strict";
  const asked = new Map(); // by address: what came of asking
  const waiting = new WeakMap(); // by script: who waits for what it hands over

  document.addEventListener("compared", ({ detail }) => waiting.get(document.currentScript)(detail));

  const askFigures = (address) => {
    if (!asked.has(address)) {
      asked.set(
        address,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          waiting.set(script, resolve);
          script.src = address;
          script.addEventListener("error", () => {
            asked.delete(address); // whoever asks again may be luckier
            reject(new Error(address));
          });
          document.head.append(script);
        }),
      );
    }
    return asked.get(address);
  };

  globalThis.gspbrief = { ...globalThis.gspbrief, askFigures };
})();
