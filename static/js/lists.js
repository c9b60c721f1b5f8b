/* Lists: keys, results that arrive while typing, and printing. */
(function () {
  "use strict";

  var results = document.getElementById("results");

  /* The address holds the state and nothing that is empty. */
  document.addEventListener("htmx:configRequest", function (event) {
    var parameters = event.detail.parameters;
    if (event.detail.verb !== "get") return;
    Object.keys(parameters).forEach(function (key) {
      if (parameters[key] === "") delete parameters[key];
    });
  });

  /* Answered by another page, as after the end of the session: go there. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var answered = new URL(event.detail.xhr.responseURL, location.href).pathname;
    if (answered === event.detail.pathInfo.requestPath.split("?")[0]) return;
    event.detail.shouldSwap = false;
    location.assign(event.detail.xhr.responseURL);
  });

  function say(text) {
    var status = document.getElementById("results-status");
    if (status) status.textContent = text;
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    var count = event.detail.target === results && results.querySelector(".list-count");
    if (count) say(count.textContent);
  });

  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () {
      var failed = document.getElementById("results-failed");
      if (failed) failed.hidden = false;
    });
  });

  document.addEventListener("htmx:afterOnLoad", function () {
    var failed = document.getElementById("results-failed");
    if (failed) failed.hidden = true;
  });

  function links() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-list] tbody tr")).map(function (row) {
      return row.querySelector("a, button");
    }).filter(Boolean);
  }

  function move(step) {
    var all = links();
    var here = all.indexOf(document.activeElement);
    var next = all[here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1)];
    if (next) next.focus();
  }

  function inList(element) {
    return Boolean(element.closest && element.closest("[data-list] tbody"));
  }

  document.addEventListener("keydown", function (event) {
    if (window.office.composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    var target = event.target;
    var search = document.querySelector("[data-live-search]");
    if (target === search) {
      if (event.key === "ArrowDown") move(0);
      else return;
    } else if (target.matches && target.matches("input, select, textarea")) return;
    else if (event.key === "/" && search) search.focus();
    else if (event.key === "j" || (event.key === "ArrowDown" && inList(target))) move(1);
    else if (event.key === "k" || (event.key === "ArrowUp" && inList(target))) move(-1);
    else return;
    event.preventDefault();
  });

  /* What can be pushed aside can be pushed by keys. */
  document.querySelectorAll(".scroll").forEach(function (box) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });

  if (document.querySelector("[data-print]")) window.addEventListener("load", function () { window.print(); });
})();
