// Renews the page by itself, and says so when it cannot. Without this script a <meta> renews it, and the page names the minute
// until which it may be believed.
(() => {
  "use strict";
  const page = document.body;
  const renewEvery = Number(page.dataset.renew) * 1000;
  const validFor = Number(page.dataset.valid) * 1000;
  const notice = document.getElementById("old");
  if (!renewEvery || !validFor) return;

  // Two clocks: the one is set now and then, the other may stand still while a computer sleeps.
  const now = () => [Date.now(), performance.now()];
  const since = (then) => Math.max(...now().map((moment, which) => moment - then[which]));
  let written = now();
  let asking = false;

  function showAge() {
    const old = since(written) > validFor;
    if (old && notice.hidden) {
      const at = new Date(written[0]);
      const two = (number) => String(number).padStart(2, "0");
      notice.querySelector("time").textContent = `${two(at.getHours())}:${two(at.getMinutes())}`;
    }
    notice.hidden = !old;
    page.classList.toggle("is-old", old);
    const place = old && document.querySelector("h1");
    if (place) document.title = place.textContent; // a title begins with whether to call; the next answer brings its own
  }

  // A region is exchanged only when it says something else: no reader loses a place, and nothing is read aloud twice.
  function take(fresh) {
    document.title = fresh.title;
    for (const region of document.querySelectorAll("[data-live]")) {
      const next = fresh.getElementById(region.id);
      if (!next || next.innerHTML === region.innerHTML) continue;
      const focus = region.contains(document.activeElement) ? document.activeElement : null;
      const opened = new Map([...region.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
      region.innerHTML = next.innerHTML;
      for (const [id, open] of opened) {
        const same = document.getElementById(id);
        if (same) same.open = open;
      }
      if (focus) {
        const same = focus.id
          ? document.getElementById(focus.id)
          : [...region.querySelectorAll("a")].find((one) => one.href === focus.href);
        if (same) same.focus({ preventScroll: true });
      }
    }
    document.dispatchEvent(new Event("renewed"));
  }

  async function renew() {
    if (asking || document.hidden) return;
    asking = true;
    const patience = new AbortController();
    const bell = setTimeout(() => patience.abort(), 10000);
    try {
      const asked = now();
      const answer = await fetch(location.href, {
        cache: "no-store", headers: { "X-Renew": "1" }, signal: patience.signal,
      });
      if (answer.redirected) location.reload();
      if (answer.ok) {
        take(new DOMParser().parseFromString(await answer.text(), "text/html"));
        written = asked;
      }
    } catch {
      // Not reached: what is shown grows old by itself.
    } finally {
      clearTimeout(bell);
      asking = false;
      showAge();
    }
  }

  setInterval(renew, renewEvery);
  setInterval(showAge, 1000);
  document.addEventListener("visibilitychange", () => { showAge(); renew(); });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    showAge();
    renew();
  });
})();
