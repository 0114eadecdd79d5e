// Charts answer a pointer: when one comes near the window, Vega is loaded and draws it anew in its own place. Until
// then, without this script, and if anything fails, the drawing in the page stays.
(() => {
  "use strict";
  const charts = document.querySelectorAll(".chart[data-chart]");
  if (!charts.length || !("IntersectionObserver" in window)) return;
  const assets = document.currentScript.src;
  const NEAR = "400px";
  const LEFT_AFTER = 250; // milliseconds in which a pointer may move on to what was said, to read or copy it

  const load = (address) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const specs = {};
  globalThis.gspbriefChart = (name, forms) => { specs[name] = forms; };
  let bundle;
  const vega = () => (bundle ??= load(new URL("vega.js", assets)));

  // What is said of a mark: beside the pointer, until the pointer leaves both or Escape is pressed.
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.querySelector("main").append(tip);
  let leaving;
  const hide = () => { tip.hidden = true; };
  const stay = () => clearTimeout(leaving);
  const leave = () => {
    stay();
    leaving = setTimeout(hide, LEFT_AFTER);
  };
  tip.addEventListener("pointerenter", stay);
  tip.addEventListener("pointerleave", leave);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  const lines = (said) => (typeof said === "object" ? Object.values(said) : String(said).split("\n"));
  const tell = (handler, event, item, said) => {
    if (said === null || said === undefined || said === "") return leave();
    stay();
    tip.replaceChildren(...lines(said).map((line) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      return paragraph;
    }));
    tip.hidden = false;
    const left = Math.min(event.clientX + 12, window.innerWidth - tip.offsetWidth - 8);
    const below = event.clientY + 14 + tip.offsetHeight < window.innerHeight;
    const top = below ? event.clientY + 14 : event.clientY - tip.offsetHeight - 10;
    tip.style.left = `${Math.max(8, left) + window.scrollX}px`;
    tip.style.top = `${Math.max(8, top) + window.scrollY}px`;
  };

  const draw = async (place, spec) => {
    const still = place.querySelector("svg");
    const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: tell };
    const drawn = document.createElement("div");
    await globalThis.vegaEmbed(drawn, { ...spec, config: { ...spec.config, aria: false } }, options);
    const live = drawn.querySelector("svg");
    for (const part of live.querySelectorAll("[role]")) part.removeAttribute("role"); // an image is one thing
    for (const part of live.querySelectorAll("[aria-roledescription]")) part.removeAttribute("aria-roledescription");
    for (const name of ["class", "width", "height", "viewBox", "role", "aria-label"]) {
      live.setAttribute(name, still.getAttribute(name));
    }
    live.setAttribute("focusable", "false");
    still.replaceWith(live);
    place.dataset.live = "";
  };
  const shown = (chart) => [...chart.children].filter((place) => getComputedStyle(place).display !== "none");
  const enliven = async (chart) => {
    const { chart: address, name } = chart.dataset;
    try {
      const font = document.fonts.load("13px 'Source Sans 3'");
      await Promise.all([vega(), specs[name] ?? load(address), font]);
      for (const place of shown(chart)) {
        if (!("live" in place.dataset)) await draw(place, specs[name][place.className]);
      }
    } catch (error) {
      console.info(`${name} stays a drawing`, error);
    }
  };

  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) enliven(target);
    }
  }, { rootMargin: NEAR });
  charts.forEach((chart) => watch.observe(chart));
  addEventListener("resize", () => { // on the other side of the width at which charts change, the other one is shown
    charts.forEach((chart) => {
      watch.unobserve(chart);
      watch.observe(chart);
    });
  });
})();
