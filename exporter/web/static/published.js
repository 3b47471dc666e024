// A page on a plain web host: calls itself old once its time is over, and fetches the newer one when there is one.
// Clocks of phones are often wrong; the host says in its answers what time it is.
(() => {
  "use strict";
  const page = document.body;
  const made = Number(page.dataset.made) * 1000;
  const until = Number(page.dataset.until) * 1000;
  const notice = document.getElementById("old");
  const title = document.title; // begins with whether to call
  const place = document.querySelector("h1").textContent;
  const LEAST = made - 120000; // no true clock can say less: this page was made before it was fetched

  // Two clocks: the one may be set, the other may stand still while the phone sleeps.
  const clocks = () => [Date.now(), performance.now()];
  const began = clocks();
  let host = null; // what time the host said it was, and our clocks then
  const passed = (then) => Math.max(...clocks().map((moment, which) => moment - then[which]));

  function isOld() {
    if (passed(began) > until - made) return true; // whatever a host says whose clock stands still, or a cache for it
    if (host !== null) return host.said + passed(host.clocks) > until;
    return Date.now() < LEAST || Date.now() > until || passed(began) > until - made;
  }

  function show() {
    const old = isOld();
    notice.hidden = !old;
    page.classList.toggle("is-old", old);
    document.title = old ? place : title;
  }

  async function ask() {
    const patience = new AbortController();
    const bell = setTimeout(() => patience.abort(), 10000);
    try {
      const asked = clocks();
      const answer = await fetch(location.href.split("#")[0], { cache: "no-cache", signal: patience.signal });
      const said = Date.parse(answer.headers.get("Date")) + 1000 * Number(answer.headers.get("Age") || 0);
      const known = host === null ? LEAST : host.said + passed(host.clocks) - 5000;
      if (said >= known) host = { said, clocks: asked }; // time never goes back
      const newer = answer.ok && / data-made="(\d+)"/.exec(await answer.text());
      if (newer && Number(newer[1]) * 1000 > made) location.reload();
    } catch {
      // Not reached: what is shown grows old by itself.
    } finally {
      clearTimeout(bell);
      show();
    }
  }

  show();
  ask();
  setInterval(show, 1000);
  setInterval(() => { if (!document.hidden) ask(); }, Number(page.dataset.renew) * 1000);
  document.addEventListener("visibilitychange", () => { show(); if (!document.hidden) ask(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { show(); ask(); } });
})();
