// Shortens the list of people on this page to those whose name holds the words typed and whose site is the one chosen. Nothing
// is fetched; without this script the list is as long as the page says. A list that the server shows in parts is left to the
// server, which looks through everybody.
"use strict";
(function () {
  const form = document.getElementById("people-filter");
  const table = document.getElementById("people");
  if (!form || !table || !form.hasAttribute("data-looks-here")) { return; }
  const said = document.getElementById("people-shown");
  const rows = Array.from(table.tBodies[0].rows).map(function (row) {
    return { row: row, patient: row.dataset.patient.toLowerCase(), site: row.dataset.site };
  });

  function look() {
    const typed = form.elements.patient.value.trim();
    const words = typed.toLowerCase();
    const chosen = form.elements.site.selectedIndex;
    const site = form.elements.site.value;
    let shown = 0;
    rows.forEach(function (one) {
      one.row.hidden = !(one.patient.includes(words) && (chosen === 0 || one.site === site));
      if (!one.row.hidden) { shown += 1; }
    });
    const asked = [];
    if (words) { asked.push("patient contains “" + typed + "”"); }
    if (chosen > 0) { asked.push("site " + (site || "not known")); }
    said.textContent = asked.length
      ? "Filtered: " + asked.join("; ") + ". " + shown + " of " + rows.length + " people on this page shown."
      : "";
  }

  // On the server the site is in the address: the choice asks for that page.
  function toSite() {
    const site = form.elements.site.value;
    const address = new URL(window.location.href);
    const before = address.searchParams.get("site") || "";
    if (site) { address.searchParams.set("site", site); } else { address.searchParams.delete("site"); }
    if (form.hasAttribute("data-live") && before !== site) { window.location.assign(address); }
  }

  form.elements.site.addEventListener("change", toSite);
  form.addEventListener("submit", function (event) { if (!form.hasAttribute("data-live")) { event.preventDefault(); } });
  form.addEventListener("input", look);
  form.hidden = false;
  look();
})();
