// Draws each figure from the data beside it; on paper a figure takes the width of the sheet.
"use strict";
(function () {
  const PAPER_PX = 660;
  const MULTIPLE_PX = 200;
  const boxes = Array.from(document.querySelectorAll("[data-figure]"));

  const drawn = boxes.map(function (box) {
    const figure = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    const place = document.createElement("div");
    place.className = "plot";
    box.appendChild(place);
    return Plotly.newPlot(place, figure.data, figure.layout, figure.config).then(function () { describe(box); });
  });

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
  Promise.all(drawn).then(function () { document.documentElement.dataset.figures = "drawn"; });

  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not(.twin)").forEach(function (details) { details.open = true; });
    document.querySelectorAll(".plot").forEach(function (place) {
      const width = place.closest(".multiple") ? MULTIPLE_PX : PAPER_PX;
      Plotly.relayout(place, { width: width, autosize: false });
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll(".plot").forEach(function (place) {
      Plotly.relayout(place, { width: null, autosize: true });
    });
  });
})();
