// A page that says where rows or sources are: an address with one of their ids goes on to the page that holds it.
(() => {
  "use strict";
  const onward = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const place = document.getElementById(id);
    const holds = (item) => item.dataset.onward
      ? `${id}.`.toLowerCase().startsWith(item.dataset.onward.toLowerCase())
      : item.contains(place);
    const item = id && [...document.querySelectorAll("[data-onward]")].find(holds);
    if (item) location.replace(`${item.querySelector("a").getAttribute("href").split("#")[0]}#${encodeURIComponent(id)}`);
  };
  addEventListener("hashchange", onward);
  onward();
})();
