// Added to a page that is previewed: loads it again when it was built anew, and says why a build failed.
(() => {
  let seen = null;
  const notice = document.createElement("pre");
  notice.setAttribute("role", "status");
  notice.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:99;margin:0;padding:1rem;max-height:40vh;overflow:auto;"
    + "white-space:pre-wrap;color:#fff;background:#7f001f;font:14px/1.4 monospace";
  const show = (problem) => {
    notice.textContent = problem;
    if (problem) document.body.append(notice); else notice.remove();
  };
  const look = async () => {
    try {
      const state = await (await fetch("/preview.json")).json();
      if (seen !== null && state.built !== seen) location.reload();
      seen = state.built;
      show(state.problem);
    } catch { /* the preview ended: the page stays as it is */ }
  };
  look();
  setInterval(look, 100);
})();
