// Draws each figure from the data beside it: those in view at once, the others one by one while the reader reads, and all of
// them before the page is printed. On paper a figure takes the width of the sheet.
"use strict";
(function () {
  const ON_PAPER = { width: 660, autosize: false };
  const MULTIPLE_ON_PAPER = { width: 200, autosize: false, "font.size": 11 };
  const ON_SCREEN = { width: null, autosize: true, "font.size": null };
  const page = document.documentElement;
  const waiting = Array.from(document.querySelectorAll("[data-figure]"));
  const later = window.requestIdleCallback || window.setTimeout;

  function draw(box) {
    const figure = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    const place = document.createElement("div");
    place.className = "plot";
    box.appendChild(place);
    return Plotly.newPlot(place, figure.data, figure.layout, figure.config).then(function () { describe(box); });
  }

  // The top layer lets the pointer through, so that its title never hides the words of a mark.
  function describe(box) {
    const layers = box.querySelectorAll("svg.main-svg");
    const svg = layers[layers.length - 1];
    [["desc", box.dataset.description], ["title", box.dataset.title]].forEach(function (part) {
      const element = document.createElementNS("http://www.w3.org/2000/svg", part[0]);
      element.textContent = part[1] || "";
      svg.prepend(element);
    });
    svg.style.pointerEvents = "none";
  }

  // An undrawn figure keeps its place, so that nothing moves when it is drawn.
  function keepPlace(box) {
    const height = /"height":\s*(\d+)/.exec(box.textContent);
    if (height) { box.style.minHeight = height[1] + "px"; }
  }

  function drawTheRest() {
    if (!waiting.length) { page.dataset.figures = "drawn"; return; }
    draw(waiting.shift()).then(function () { later(drawTheRest); });
  }

  waiting.forEach(keepPlace);
  const inView = waiting.filter(function (box) {
    const place = box.getBoundingClientRect();
    return place.top < window.innerHeight && place.bottom > 0;
  });
  inView.forEach(function (box) { waiting.splice(waiting.indexOf(box), 1); });
  Promise.all(inView.map(draw)).then(function () {
    page.dataset.figures = waiting.length ? "in view" : "drawn";
    later(drawTheRest);
  });

  window.addEventListener("beforeprint", function () {
    waiting.splice(0).forEach(draw);
    document.querySelectorAll("details:not(.twin)").forEach(function (details) { details.open = true; });
    document.querySelectorAll(".plot").forEach(function (place) {
      Plotly.relayout(place, place.closest(".multiple") ? MULTIPLE_ON_PAPER : ON_PAPER);
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll(".plot").forEach(function (place) {
      Plotly.relayout(place, ON_SCREEN);
    });
  });
})();
