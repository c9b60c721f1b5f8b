/* Joint review by keys: one person a page, or marks on many. */
(function () {
  "use strict";

  function busy(event) {
    if (window.office.composing(event) || event.ctrlKey || event.altKey || event.metaKey) return true;
    return Boolean(event.target.matches && event.target.matches("input:not([type=radio]), select, textarea"));
  }

  function follow(selector) {
    var link = document.querySelector(selector);
    if (link) location.assign(link.href);
    return Boolean(link);
  }

  /* One person: 1 no problem, 2 problem, 3 not known, 4 leave open, J and K to turn. */
  var form = document.querySelector("[data-answer]");
  var fields = form && form.querySelector("[data-problem]");

  function chosen() {
    var radio = form.querySelector("input[name=answer]:checked");
    return radio ? radio.value : "";
  }

  function show() {
    fields.hidden = chosen() !== "problem";
    form.querySelectorAll(".choice").forEach(function (choice) {
      choice.classList.toggle("choice-on", choice.querySelector("input").checked);
    });
  }

  function choose(value) {
    form.querySelector("input[name=answer][value=" + value + "]").checked = true;
    show();
    if (value === "problem") form.querySelector("select[name=bar]").focus();
    else form.querySelector("button[name=go]").focus();
  }

  if (form) {
    form.addEventListener("change", show);
    show();
  }

  document.addEventListener("keydown", function (event) {
    if (busy(event) || document.querySelector("[data-marks]")) return;
    var key = event.key.toLowerCase();
    if (key === "j") follow("[data-next]");
    else if (key === "k") follow("[data-previous]");
    else if (form && key === "1") choose("clear");
    else if (form && key === "2") choose("problem");
    else if (form && key === "3") choose("unknown");
    else if (form && key === "4") follow("[data-skip]");
    else return;
    event.preventDefault();
  });

  /* Many persons: each row is marked by itself, and below stands by name what is about to be stored. */
  var marks = document.querySelector("[data-marks]");
  var rows = marks ? Array.prototype.slice.call(marks.querySelectorAll("[data-mark-row]")) : [];
  var here = -1;

  function value(row) {
    var radio = row.querySelector("input[type=radio]:checked");
    return radio ? radio.value : "";
  }

  function say() {
    var names = rows.filter(value).map(function (row) { return row.dataset.name; });
    var place = marks.querySelector("[data-marks-names]");
    rows.forEach(function (row) {
      row.classList.toggle("mark-clear", value(row) === "clear");
      row.classList.toggle("mark-unknown", value(row) === "unknown");
    });
    if (place) place.textContent = names.length ? names.length + "：" + names.join("、") : "";
  }

  function go(step) {
    if (!rows.length) return;
    if (here >= 0) rows[here].classList.remove("mark-here");
    here = Math.min(Math.max(here + step, 0), rows.length - 1);
    rows[here].classList.add("mark-here");
    var link = rows[here].querySelector("[data-open]");
    link.focus();
  }

  function mark(wanted) {
    if (here < 0) go(1);
    var radio = rows[here].querySelector("input[type=radio][value='" + wanted + "']");
    if (radio) radio.checked = true;
    say();
    go(1);
  }

  function problem() {
    if (here < 0) go(1);
    location.assign(rows[here].querySelector("[data-open]").href + "#answer");
  }

  if (marks) {
    marks.addEventListener("change", say);
    document.addEventListener("focusin", function (event) {
      var row = event.target.closest && event.target.closest("[data-mark-row]");
      if (!row) return;
      if (here >= 0) rows[here].classList.remove("mark-here");
      here = rows.indexOf(row);
      row.classList.add("mark-here");
    });
    document.addEventListener("keydown", function (event) {
      if (busy(event)) return;
      var key = event.key.toLowerCase();
      if (key === "j") go(1);
      else if (key === "k") go(-1);
      else if (key === "1") mark("clear");
      else if (key === "2") problem();
      else if (key === "3") mark("unknown");
      else if (key === "4") mark("");
      else return;
      event.preventDefault();
    });
    say();
  }

  /* The township's form: what is unanswered has no problem. Shown only where this script runs. */
  var township = document.querySelector("[data-township]");
  var rest = township && township.querySelector("[data-rest]");
  if (rest) {
    rest.hidden = false;
    rest.addEventListener("click", function () {
      township.querySelectorAll("select[name^=answer_]").forEach(function (select) {
        if (!select.value) select.value = "clear";
      });
    });
  }
})();
