// A button that copies a message; without this script the text can still be selected.
(() => {
  "use strict";
  function offer() {
    const button = document.getElementById("copy");
    if (!button) return;
    const said = button.textContent;
    button.hidden = false;
    button.onclick = async () => {
      const text = document.getElementById(button.dataset.for);
      text.select();
      // Without TLS a browser has no clipboard for scripts, but still copies what is selected.
      if (navigator.clipboard) await navigator.clipboard.writeText(text.value);
      else document.execCommand("copy");
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = said; }, 2000);
    };
  }
  offer();
  document.addEventListener("renewed", offer);
})();
