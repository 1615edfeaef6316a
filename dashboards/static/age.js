// A page that is opened late, or left open, says how old its night has become by this computer's clock.
"use strict";
(function () {
  const bar = document.getElementById("late");
  if (!bar) { return; }
  const built = Date.parse(bar.dataset.builtAt);
  const limit = Number(bar.dataset.staleHours);

  function look() {
    const hours = Math.floor((Date.now() - built) / 3600000);
    if (hours < limit) { return; }
    bar.textContent = "DATA ARE " + hours + " HOURS OLD by this computer’s clock. Look for a newer night.";
    bar.hidden = false;
  }
  look();
  window.setInterval(look, 600000);
})();
