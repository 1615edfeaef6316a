// Keys of every page: g and a letter leads to a page, / to the filter, p prints, ? shows them. In the queue j and k move
// from case to case; a, t and e follow the links of the case. Without this script all of it is reached by the navigation,
// the links, the form and the browser's own print.
"use strict";
(function () {
  const WAIT_MS = 1500;
  const help = document.getElementById("keys");
  const print = document.getElementById("print");
  const show = document.getElementById("show-keys");
  let waitsUntil = 0;

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
  }

  function open() {
    if (!help.open) { help.showModal(); }
  }

  function toFilter() {
    const control = document.querySelector("main form.filter:not([hidden]) :is(input, select):not([type=hidden])");
    if (control) { control.focus(); }
    return Boolean(control);
  }

  function move(step) {
    const links = Array.from(document.querySelectorAll("main tr[data-case] th a"));
    const row = document.activeElement.closest("tr[data-case]");
    const now = links.findIndex(function (link) { return row && row.contains(link); });
    const next = links[Math.min(Math.max(now + step, 0), links.length - 1)];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
    return Boolean(next);
  }

  function follow(key) {
    const row = document.activeElement.closest("tr[data-case]") || document.querySelector("main tr[data-case]");
    const link = (row || document).querySelector('a[data-go="' + key + '"]');
    if (link) { link.click(); }
    return Boolean(link);
  }

  function closeGroups(but) {
    document.querySelectorAll("nav details[open]").forEach(function (group) {
      if (!group.contains(but)) { group.open = false; }
    });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) { return; }
    if (event.key === "Escape") {
      const group = event.target.closest ? event.target.closest("nav details[open]") : null;
      closeGroups(null);
      if (group) { group.querySelector("summary").focus(); }
      return;
    }
    if (isTyping(event.target)) { return; }
    const isSecond = Date.now() < waitsUntil;
    waitsUntil = 0;
    if (isSecond) {
      const link = Array.from(document.querySelectorAll("nav a[data-key]")).find(function (one) {
        return one.dataset.key === event.key;
      });
      if (link) { event.preventDefault(); link.click(); }
    } else if (event.key === "g") {
      waitsUntil = Date.now() + WAIT_MS;
    } else if (event.key === "?") {
      event.preventDefault();
      open();
    } else if (event.key === "p") {
      event.preventDefault();
      window.print();
    } else if (event.key === "/" && toFilter()) {
      event.preventDefault();
    } else if ((event.key === "j" && move(1)) || (event.key === "k" && move(-1))) {
      event.preventDefault();
    } else if ("ate".includes(event.key) && follow(event.key)) {
      event.preventDefault();
    }
  });
  document.addEventListener("click", function (event) { closeGroups(event.target); });
  print.addEventListener("click", function () { window.print(); });
  show.addEventListener("click", open);
  document.getElementById("close-keys").addEventListener("click", function () { help.close(); });
  print.hidden = false;
  show.hidden = false;
})();
