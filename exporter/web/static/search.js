// Filters a complete list while somebody types, with accents or without. Without this script the form asks the server.
(() => {
  "use strict";
  const form = document.querySelector("form.search");
  if (!form) return;
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").trim();
  const query = form.querySelector("#q");
  const only = form.querySelector("#only");

  function filter() {
    const wanted = plain(query.value);
    for (const row of document.querySelectorAll("table.communes tbody tr")) {
      const link = row.querySelector("th a");
      const fits = plain(link.textContent).includes(wanted) || link.pathname.includes(wanted);
      row.hidden = !fits || (only.value !== "" && !row.classList.contains(only.value));
    }
  }

  if ("complete" in form.dataset && !new URLSearchParams(location.search).get("q")) {
    query.addEventListener("input", filter);
    only.addEventListener("change", filter);
    document.addEventListener("renewed", filter);
  }
})();
