/* Grids of figures: Enter goes down, Esc takes a cell back, Ctrl+S saves, sums are told while one types. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-grid]");
  if (!form) return;
  var cells = Array.prototype.slice.call(form.querySelectorAll("input[data-cell]"));
  var before = new Map();

  /* Digits as people type them: full width, with commas or blanks between thousands. Empty is null, never 0. */
  function figure(input) {
    var text = input.value.replace(/[\s,，]/g, "").replace(/[０-９]/g, function (digit) {
      return String.fromCharCode(digit.charCodeAt(0) - 0xfee0);
    });
    return /^\d{1,12}$/.test(text) ? Number(text) : null;
  }

  /* The cell below: the next row that has a cell in this column, else the first cell of the next table. */
  function below(input, step) {
    var box = input.getBoundingClientRect();
    var middle = box.left + box.width / 2;
    var index = cells.indexOf(input);
    for (var place = index + step; place >= 0 && place < cells.length; place += step) {
      var other = cells[place].getBoundingClientRect();
      if (other.left <= middle && middle <= other.right && Math.abs(other.top - box.top) > 4) return cells[place];
    }
    return null;
  }

  function go(input) {
    if (!input) return;
    input.focus();
    input.select();
  }

  form.addEventListener("focusin", function (event) {
    if (cells.indexOf(event.target) >= 0) before.set(event.target, event.target.value);
  });

  form.addEventListener("keydown", function (event) {
    var input = event.target;
    if (window.office.composing(event)) return;
    if (cells.indexOf(input) < 0) return;
    if (event.key === "Enter" || event.key === "ArrowDown" || event.key === "ArrowUp") {
      var up = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey);
      var next = below(input, up ? -1 : 1);
      event.preventDefault();
      if (next) go(next);
      else if (event.key === "Enter" && !up) form.querySelector("button.button-primary").focus();
    } else if (event.key === "Escape") {
      input.value = before.has(input) ? before.get(input) : input.value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.select();
    } else if (event.key === "F2") {
      input.setSelectionRange(input.value.length, input.value.length);
      event.preventDefault();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (window.office.composing(event)) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      var button = form.querySelector("button.button-primary");
      if (button && !button.disabled) button.click();
    }
  });

  /* A column of figures pasted from a spreadsheet fills the cells downwards. */
  form.addEventListener("paste", function (event) {
    var start = cells.indexOf(event.target);
    var text = event.clipboardData ? event.clipboardData.getData("text") : "";
    var rows = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
    if (start < 0 || (rows.length < 2 && text.indexOf("\t") < 0)) return;
    event.preventDefault();
    var row = cells[start];
    rows.forEach(function (line) {
      var cell = row;
      line.split("\t").forEach(function (value) {
        if (!cell) return;
        cell.value = value.trim();
        var next = cells[cells.indexOf(cell) + 1];
        cell = next && Math.abs(next.getBoundingClientRect().top - cell.getBoundingClientRect().top) < 4 ? next : null;
      });
      row = row ? below(row, 1) : null;
    });
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });

  var checks = Array.prototype.slice.call(document.querySelectorAll("[data-check]"));

  function sum(keys) {
    return keys.reduce(function (total, key) {
      var input = form.elements[key];
      var value = input ? figure(input) : null;
      return total === null || value === null ? null : total + value;
    }, 0);
  }

  function tell(item) {
    var left = item.dataset.left.split(" ");
    var whole = sum(left);
    var limit = sum(item.dataset.right.split(" "));
    var told = item.querySelector("[data-told]");
    if (whole === null || limit === null) {
      item.dataset.state = "wait";
      told.textContent = "";
      return;
    }
    limit *= Number(item.dataset.times);
    var apart = item.dataset.apart ? sum([item.dataset.apart]) || 0 : 0;
    var equal = item.dataset.sign === "=";
    var holds = equal ? whole === limit || whole + apart === limit : whole <= limit;
    item.dataset.state = holds ? "ok" : item.dataset.warns ? "warn" : "block";
    var terms = left.length > 1 ? left.map(function (key) { return String(sum([key])); }).join(" + ") + " = " : "";
    told.textContent = terms + whole + " " + (holds ? item.dataset.sign : equal ? "≠" : ">") + " " + limit;
  }

  function tellAll() {
    checks.forEach(tell);
  }

  form.addEventListener("input", tellAll);
  tellAll();

  var empty = cells.find(function (cell) { return !cell.value; });
  if (!document.querySelector("[data-focus]")) go(empty || cells[0]);
})();
